import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';

const nameless = explain(
  'A function tool needs a name',
  "Send {type: 'function', name, parameters}, or the Chat Completions form {type: 'function', function: {name, parameters}}",
);

/**
 * A function of the caller's own. The Chat Completions form, whose fields sit in `function`, becomes the flat one that
 * the Responses API wants.
 */
export function functionTool() {
  const name = z.string({ error: nameless }).min(1, { error: nameless });
  return z
    .looseObject({
      type: z.literal('function'),
      name: name.optional(),
      function: z.looseObject({ name }).optional(),
    })
    .superRefine((tool, context) => {
      if (tool.name === undefined && tool.function === undefined) {
        context.addIssue({ code: 'custom', path: ['name'], message: nameless });
      }
    })
    .transform(({ function: nested, ...flat }) => ({ ...flat, ...nested }));
}
