import type { EventRow, EventTable } from './event-handler.ts';

const hosted = { identifies: 'item' } as const satisfies EventRow<object>;

/** Remote MCP servers: listing their tools, calling one. */
export const mcpEvents = {
  'response.mcp_call_arguments.delta': hosted,
  'response.mcp_call_arguments.done': hosted,
  'response.mcp_call.in_progress': hosted,
  'response.mcp_call.completed': hosted,
  'response.mcp_call.failed': hosted,
  'response.mcp_list_tools.in_progress': hosted,
  'response.mcp_list_tools.completed': hosted,
  'response.mcp_list_tools.failed': hosted,
} as const satisfies EventTable<
  | 'response.mcp_call_arguments.delta'
  | 'response.mcp_call_arguments.done'
  | 'response.mcp_call.in_progress'
  | 'response.mcp_call.completed'
  | 'response.mcp_call.failed'
  | 'response.mcp_list_tools.in_progress'
  | 'response.mcp_list_tools.completed'
  | 'response.mcp_list_tools.failed'
>;
