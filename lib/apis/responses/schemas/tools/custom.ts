import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';

const nameless = explain(
  'A custom tool needs a name',
  "Send {type: 'custom', name}, with a name that the model calls it by",
);

/** A tool of the caller's own that takes text in place of JSON arguments. */
export function customTool() {
  return z.looseObject({
    type: z.literal('custom'),
    name: z.string({ error: nameless }).min(1, { error: nameless }),
  });
}
