import type { mcpEvents } from '../../events/mcp-events.ts';
import { item, obfuscation, text } from './frame-fields.ts';
import type { FrameTable } from './frame-table.ts';

/** Remote MCP servers: listing their tools, calling one. */
export const mcpFrames = {
  'response.mcp_call_arguments.delta': {
    description: 'A piece of the arguments of an MCP call.',
    fields: { ...item, delta: text('The piece, of JSON.'), obfuscation },
  },
  'response.mcp_call_arguments.done': {
    description: 'The arguments of an MCP call are finished.',
    fields: { ...item, arguments: text('All of them, as JSON.') },
  },
  'response.mcp_call.in_progress': { description: 'An MCP call is under way.', fields: item },
  'response.mcp_call.completed': { description: 'An MCP call has ended well.', fields: item },
  'response.mcp_call.failed': { description: 'An MCP call has failed.', fields: item },
  'response.mcp_list_tools.in_progress': { description: 'The tools of an MCP server are being listed.', fields: item },
  'response.mcp_list_tools.completed': { description: 'The tools of an MCP server are listed.', fields: item },
  'response.mcp_list_tools.failed': { description: 'The tools of an MCP server could not be listed.', fields: item },
} as const satisfies FrameTable<keyof typeof mcpEvents, 'obfuscation'>;
