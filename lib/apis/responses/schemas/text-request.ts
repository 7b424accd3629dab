import type * as z from 'zod';

import { explain } from '../../../validation/problem-text.ts';
import { sparseObject } from '../../../validation/sparse-object.ts';
import { streamField, textFields } from './text-fields.ts';
import { checkTextRules, refuseStreamedWindow } from './text-rules.ts';

const streamed = explain(
  "'stream' cannot be true here",
  'POST the same request to /api/responses/text/stream to have it streamed, or omit stream',
);

/** The body of POST /api/responses/text. */
export const textRequestSchema = sparseObject(
  { ...textFields, stream: () => streamField(false, streamed) },
  checkTextRules,
);

const unstreamed = explain(
  "'stream' cannot be false here",
  'POST the same request to /api/responses/text to have it answered as one JSON body, or omit stream',
);

/** The body of POST /api/responses/text/stream; parsed, it is a `TextRequest`. */
export const textStreamRequestSchema = sparseObject(
  { ...textFields, stream: () => streamField(true, unstreamed) },
  (body, context) => {
    checkTextRules(body, context);
    refuseStreamedWindow(body, context);
  },
);

/** A checked text request, before its defaults. */
export type TextRequest = z.output<typeof textRequestSchema>;
