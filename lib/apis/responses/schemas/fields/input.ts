import * as z from 'zod';

import { boundedArray } from '../../../../validation/bounded-array.ts';
import { explain } from '../../../../validation/problem-text.ts';

const item = explain('Invalid input item', "Send input items as objects, like {role: 'user', content: 'Hello'}");
const content = explain(
  'Invalid message content',
  "Send content as a string or as an array of parts, like [{type: 'input_text', text: 'Hello'}]",
);
const part = explain('A content part needs a type', "Set type to the kind of part, like 'input_text' or 'input_image'");
const input = explain('Invalid input value', 'input must be a string or an array of items');

/** Input as items. */
function items() {
  const contentPart = z.looseObject({ type: z.string({ error: part }).min(1, { error: part }) }, { error: content });
  const message = z.looseObject({
    type: z.literal('message').nullish(),
    role: z.string().min(1),
    content: z.union([z.string(), boundedArray(contentPart)], { error: content }),
  });

  // Calls, their outputs, reasoning, references, and whatever OpenAI adds: it is the judge of their fields.
  const otherItem = z.looseObject({ type: z.string().nullish() }).refine(
    // Items without a type are messages where they have a role, references otherwise.
    ({ type, role }) => (type ? type !== 'message' : role === undefined),
    // Aborting, or the union would take this branch's word for a broken message.
    { path: ['type'], abort: true },
  );
  return boundedArray(z.union([message, otherItem], { error: item }));
}

export function inputField() {
  const field = z.union([z.string(), items()], { error: input }).optional();
  return field.meta({
    description: 'What the model answers: a text, or items (messages, images, files, tool outputs) in order.',
    example: 'Write a haiku about the sea',
  });
}
