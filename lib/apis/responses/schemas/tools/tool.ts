import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';
import { codeInterpreterTool } from './code-interpreter.ts';
import { customTool } from './custom.ts';
import { fileSearchTool } from './file-search.ts';
import { functionTool } from './function.ts';
import { mcpTool } from './mcp.ts';

const CHECKED: ReadonlySet<string> = new Set(['code_interpreter', 'custom', 'file_search', 'function', 'mcp']);

const typeless = explain('A tool needs a type', "Set type to the kind of tool, like 'function' or 'web_search'");

/** Any other tool, of today's SDK or of tomorrow's: OpenAI is the judge of its fields. */
function uncheckedTool() {
  return z.looseObject({
    type: z
      .string({ error: typeless })
      .min(1, { error: typeless })
      // Aborting, or the union would take this branch's word for a broken tool of a checked type.
      .refine((type) => !CHECKED.has(type), { abort: true }),
  });
}

/** One tool that the model may call. */
export function toolSchema() {
  return z.union([codeInterpreterTool(), customTool(), fileSearchTool(), functionTool(), mcpTool(), uncheckedTool()], {
    error: explain('A tool must be an object', "Send tools as objects with a type, like {type: 'web_search'}"),
  });
}
