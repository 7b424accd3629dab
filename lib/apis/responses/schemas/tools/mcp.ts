import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';

const labelless = explain(
  'An mcp tool needs a server_label',
  'Set server_label to a short name of your own for the server: it tells its calls apart from those of other servers',
);

/** Tools of a remote MCP server or of an OpenAI connector. */
export function mcpTool() {
  return z.looseObject({
    type: z.literal('mcp'),
    server_label: z.string({ error: labelless }).min(1, { error: labelless }),
  });
}
