import type * as z from 'zod';
import { explain } from '../../../validation/problem-text.ts';
import { sparseObject } from '../../../validation/sparse-object.ts';
import { imageFields } from './image-fields.ts';
import { checkImageRules } from './image-rules.ts';
import { streamField } from './text-fields.ts';
import { refuseStreamedWindow } from './text-rules.ts';

const streamed = explain(
  "'stream' cannot be true here",
  'POST the same request to /api/responses/images/stream to have it streamed, or omit stream',
);

/** The body of POST /api/responses/images. */
export const imageRequestSchema = sparseObject(
  { ...imageFields, stream: () => streamField(false, streamed) },
  checkImageRules,
);

const unstreamed = explain(
  "'stream' cannot be false here",
  'POST the same request to /api/responses/images to have it answered as one JSON body, or omit stream',
);

/** The body of POST /api/responses/images/stream; parsed, it is an `ImageRequest`. */
export const imageStreamRequestSchema = sparseObject(
  { ...imageFields, stream: () => streamField(true, unstreamed) },
  (body, context) => {
    checkImageRules(body, context);
    refuseStreamedWindow(body, context);
  },
);

/** A checked image request, before its defaults. */
export type ImageRequest = z.output<typeof imageRequestSchema>;
