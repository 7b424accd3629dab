import { explain } from '../../../validation/problem-text.ts';
import { sparseObject } from '../../../validation/sparse-object.ts';
import { streamField, textFields } from './text-fields.ts';
import { checkTextRules, refuseStreamedWindow } from './text-rules.ts';

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
