import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';

const error = explain(
  'Invalid conversation value',
  "Send a conversation's ID, like 'conv_abc123', or {id: 'conv_abc123'}",
);
export function conversationField() {
  const id = z.string({ error }).min(1, { error });
  return z
    .union([id, z.looseObject({ id })], { error })
    .nullish()
    .meta({
      description: 'The conversation that this response continues and is added to. Excludes previous_response_id.',
      example: 'conv_abc123',
    });
}
