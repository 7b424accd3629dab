import { type Fields, fieldsOf } from '../../json/fields.ts';
import { begun, type ItemPlace, type ItemRow, isFinished, type PlayedEvent } from './played-event.ts';

/** Calls whose arguments, input or code the model writes. */
export const calledItems = {
  function_call: {
    begins: (item) => begun(item, { arguments: '' }),
    events: function* ({ arguments: written }, place) {
      if (typeof written !== 'string') return;
      if (written !== '') yield { type: 'response.function_call_arguments.delta', ...place, delta: written };
      yield { type: 'response.function_call_arguments.done', ...place, arguments: written };
    },
  },
  custom_tool_call: {
    begins: (item) => begun(item, { input: '' }),
    events: function* ({ input }, place) {
      if (typeof input !== 'string') return;
      if (input !== '') yield { type: 'response.custom_tool_call_input.delta', ...place, delta: input };
      yield { type: 'response.custom_tool_call_input.done', ...place, input };
    },
  },
  mcp_call: {
    begins: (item) => begun(item, { arguments: '', output: null, error: null }),
    events: mcpEvents,
  },
  code_interpreter_call: {
    begins: (item) => begun(item, { code: '', outputs: Array.isArray(item.outputs) ? [] : null }),
    events: codeEvents,
  },
  apply_patch_call: {
    begins: (item) => begun(item, { operation: begunOperation(item) }),
    events: function* ({ operation }, place) {
      const { diff } = fieldsOf(operation);
      if (typeof diff !== 'string') return;
      if (diff !== '') yield { type: 'response.apply_patch_call_operation_diff.delta', ...place, delta: diff };
      yield { type: 'response.apply_patch_call_operation_diff.done', ...place, diff };
    },
  },
} as const satisfies Readonly<Record<string, ItemRow>>;

function* mcpEvents(item: Fields, place: ItemPlace): Generator<PlayedEvent> {
  const { arguments: written, error } = item;
  yield { type: 'response.mcp_call.in_progress', ...place };
  if (typeof written === 'string') {
    if (written !== '') yield { type: 'response.mcp_call_arguments.delta', ...place, delta: written };
    yield { type: 'response.mcp_call_arguments.done', ...place, arguments: written };
  }
  if (error || item.status === 'failed') yield { type: 'response.mcp_call.failed', ...place };
  else if (isFinished(item)) yield { type: 'response.mcp_call.completed', ...place };
}

function* codeEvents(item: Fields, place: ItemPlace): Generator<PlayedEvent> {
  const { code } = item;
  yield { type: 'response.code_interpreter_call.in_progress', ...place };
  if (typeof code === 'string') {
    if (code !== '') yield { type: 'response.code_interpreter_call_code.delta', ...place, delta: code };
    yield { type: 'response.code_interpreter_call_code.done', ...place, code };
  }
  if (item.status === 'in_progress' || item.status === 'incomplete') return;
  yield { type: 'response.code_interpreter_call.interpreting', ...place };
  if (isFinished(item)) yield { type: 'response.code_interpreter_call.completed', ...place };
}

function begunOperation({ operation }: Fields): unknown {
  const fields = fieldsOf(operation);
  return 'diff' in fields ? { ...fields, diff: '' } : operation;
}
