import type { EventRow, EventTable } from './event-handler.ts';

const call = { identifies: 'call' } as const satisfies EventRow<object>;

/** Remote MCP servers: listing their tools, calling one. */
export const mcpEvents = {
  'response.mcp_call_arguments.delta': call,
  'response.mcp_call_arguments.done': call,
  'response.mcp_call.in_progress': call,
  'response.mcp_call.completed': call,
  'response.mcp_call.failed': call,
  'response.mcp_list_tools.in_progress': call,
  'response.mcp_list_tools.completed': call,
  'response.mcp_list_tools.failed': call,
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
