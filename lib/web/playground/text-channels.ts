/** Which text of an output item an event carries a piece of, or the whole of. */
export interface ChannelEvent {
  readonly channel: 'text' | 'refusal' | 'summary' | 'thoughts' | 'code' | 'arguments' | 'input' | 'transcript';
  /** The field that tells apart several texts of one item. */
  readonly index?: 'content_index' | 'summary_index';
  /** The field that has the text: `delta` for a piece; any other has the whole. */
  readonly field: 'delta' | 'text' | 'refusal' | 'code' | 'arguments' | 'input';
}

const content = { index: 'content_index' } as const;
const summary = { index: 'summary_index' } as const;

/** Every event that carries text to show. */
export const CHANNEL_EVENTS: Readonly<Record<string, ChannelEvent>> = {
  'response.output_text.delta': { channel: 'text', ...content, field: 'delta' },
  'response.output_text.done': { channel: 'text', ...content, field: 'text' },
  'response.refusal.delta': { channel: 'refusal', ...content, field: 'delta' },
  'response.refusal.done': { channel: 'refusal', ...content, field: 'refusal' },
  'response.reasoning_summary_text.delta': { channel: 'summary', ...summary, field: 'delta' },
  'response.reasoning_summary_text.done': { channel: 'summary', ...summary, field: 'text' },
  'response.reasoning_text.delta': { channel: 'thoughts', ...content, field: 'delta' },
  'response.reasoning_text.done': { channel: 'thoughts', ...content, field: 'text' },
  'response.code_interpreter_call_code.delta': { channel: 'code', field: 'delta' },
  'response.code_interpreter_call_code.done': { channel: 'code', field: 'code' },
  'response.function_call_arguments.delta': { channel: 'arguments', field: 'delta' },
  'response.function_call_arguments.done': { channel: 'arguments', field: 'arguments' },
  'response.mcp_call_arguments.delta': { channel: 'arguments', field: 'delta' },
  'response.mcp_call_arguments.done': { channel: 'arguments', field: 'arguments' },
  'response.custom_tool_call_input.delta': { channel: 'input', field: 'delta' },
  'response.custom_tool_call_input.done': { channel: 'input', field: 'input' },
};
