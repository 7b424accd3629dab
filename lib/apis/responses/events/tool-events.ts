import type { EventRow, EventTable } from './event-handler.ts';
import { itemOf } from './stream-state.ts';

const call = { identifies: 'call' } as const satisfies EventRow<object>;
const hosted = { identifies: 'item' } as const satisfies EventRow<object>;
const container = { identifies: 'container' } as const satisfies EventRow<object>;

/** Calls of functions, custom tools and OpenAI's own tools. Every frame names the call; code interpreter's its container. */
export const toolEvents = {
  'response.function_call_arguments.delta': call,
  'response.function_call_arguments.done': call,
  'response.custom_tool_call_input.delta': call,
  'response.custom_tool_call_input.done': call,
  'response.code_interpreter_call.in_progress': container,
  'response.code_interpreter_call_code.delta': container,
  'response.code_interpreter_call_code.done': {
    ...container,
    observes: ({ event, state }) => {
      const item = itemOf(state, event.item_id, event.output_index);
      if (item) item.code = event.code;
    },
  },
  'response.code_interpreter_call.interpreting': container,
  'response.code_interpreter_call.completed': {
    ...container,
    adds: ({ event, state, context }) => {
      const item = itemOf(state, event.item_id, event.output_index);
      return item ? { code: item.code ?? null, duration_ms: Math.round(context.now() - item.startedAt) } : {};
    },
  },
  'response.file_search_call.in_progress': hosted,
  'response.file_search_call.searching': hosted,
  'response.file_search_call.completed': hosted,
  'response.web_search_call.in_progress': hosted,
  'response.web_search_call.searching': hosted,
  'response.web_search_call.completed': hosted,
  'response.shell_call_command.added': call,
  'response.shell_call_command.delta': call,
  'response.shell_call_command.done': call,
  'response.shell_call_output_content.delta': call,
  'response.shell_call_output_content.done': call,
} as const satisfies EventTable<
  | 'response.function_call_arguments.delta'
  | 'response.function_call_arguments.done'
  | 'response.custom_tool_call_input.delta'
  | 'response.custom_tool_call_input.done'
  | 'response.code_interpreter_call.in_progress'
  | 'response.code_interpreter_call_code.delta'
  | 'response.code_interpreter_call_code.done'
  | 'response.code_interpreter_call.interpreting'
  | 'response.code_interpreter_call.completed'
  | 'response.file_search_call.in_progress'
  | 'response.file_search_call.searching'
  | 'response.file_search_call.completed'
  | 'response.web_search_call.in_progress'
  | 'response.web_search_call.searching'
  | 'response.web_search_call.completed'
  | 'response.shell_call_command.added'
  | 'response.shell_call_command.delta'
  | 'response.shell_call_command.done'
  | 'response.shell_call_output_content.delta'
  | 'response.shell_call_output_content.done'
>;

/** Tool events that OpenAI sends and that the SDK does not list. */
export const unlistedToolEvents = {
  'response.apply_patch_call_operation_diff.delta': call,
  'response.apply_patch_call_operation_diff.done': call,
} as const satisfies Readonly<Record<string, EventRow<object>>>;
