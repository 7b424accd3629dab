import * as z from 'zod';

import { boundedArray } from '../../../../validation/bounded-array.ts';
import { explain } from '../../../../validation/problem-text.ts';

/** One message for whatever is wrong with the tool; the hint says what. */
function invalid(hint: string): string {
  return explain('Invalid code_interpreter tool configuration', hint);
}

/** Azure OpenAI's file IDs begin with `assistant-`; the hint names OpenAI's own form alone. */
const FILE_ID = /^(?:file|assistant)-/;
const fileIdHint = 'File IDs must start with "file-" prefix';
const containerHint =
  'container must be a container ID or an object with type "auto" - omit the field for a new container';

/** Python in a container; without `container`, OpenAI makes a new one. */
export function codeInterpreterTool() {
  const autoContainer = z.looseObject({
    type: z.literal('auto', { error: invalid('container.type must be "auto" when container is an object') }),
    file_ids: boundedArray(z.string({ error: invalid(fileIdHint) }).regex(FILE_ID, { error: invalid(fileIdHint) }), {
      error: invalid('file_ids must be an array of file IDs'),
    }).nullish(),
    memory_limit: z
      .enum(['1g', '4g', '16g', '64g'], { error: invalid('memory_limit must be one of 1g, 4g, 16g, 64g') })
      .nullish(),
  });

  const containerId = z.string().min(1, { error: invalid('Container ID cannot be empty string') });
  return z.looseObject({
    type: z.literal('code_interpreter'),
    container: z.union([containerId, autoContainer], { error: invalid(containerHint) }).default({ type: 'auto' }),
  });
}
