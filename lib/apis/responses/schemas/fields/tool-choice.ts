import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';

const option = explain(
  'Invalid tool_choice value',
  "Use 'none', 'auto' or 'required', or an object with the type of the tool to call",
);
const nameless = explain('tool_choice names no function', "Send {type: 'function', name}");
export function toolChoiceField() {
  const name = z.string({ error: nameless }).min(1, { error: nameless });

  // The Chat Completions form, whose name sits in `function`, becomes the flat one that the Responses API wants.
  const functionChoice = z
    .looseObject({
      type: z.literal('function'),
      name: name.optional(),
      function: z.looseObject({ name }).optional(),
    })
    .superRefine((choice, context) => {
      if (choice.name === undefined && choice.function === undefined) {
        context.addIssue({ code: 'custom', path: ['name'], message: nameless });
      }
    })
    .transform(({ function: nested, ...flat }) => ({ ...flat, ...nested }));

  const otherChoice = z.looseObject({
    type: z.string({ error: option }).refine((type) => type !== 'function', { error: option, abort: true }),
  });
  return z
    .union([z.enum(['none', 'auto', 'required'], { error: option }), functionChoice, otherChoice], { error: option })
    .nullish()
    .meta({
      description: 'Whether the model calls tools, or which one it has to call.',
      default: 'auto',
      example: { type: 'function', name: 'get_weather' },
    });
}
