import type {
  ChatCompletionCreateParamsBase,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
} from 'openai/resources/chat/completions/completions';
import { type CreateRequest, textOf } from '../request.ts';

/** The body of POST /v1/chat/completions, once validated: what was null is left out. */
export type ChatRequest = ChatCompletionCreateParamsBase;

/** The request of the Responses API that asks for the same; its scenarios are what a chat plays. */
export function toResponseRequest(chat: ChatRequest): CreateRequest {
  const { model, metadata, stream, stream_options, temperature, top_p, tools, tool_choice } = chat;
  const asked = {
    input: chat.messages.flatMap(toItems),
    metadata,
    stream,
    stream_options,
    temperature,
    top_p,
    max_output_tokens: chat.max_completion_tokens ?? chat.max_tokens,
    tools: tools?.map(toTool),
    tool_choice: tool_choice && toToolChoice(tool_choice),
    text: toText(chat.response_format),
    include: chat.logprobs ? ['message.output_text.logprobs'] : undefined,
    top_logprobs: chat.top_logprobs,
    store: false,
  };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return { model, ...Object.fromEntries(given) };
}

/** A message as input items: what it says, then the calls that it makes. */
function toItems(message: ChatCompletionMessageParam): object[] {
  if (message.role === 'tool') {
    return [{ type: 'function_call_output', call_id: message.tool_call_id, output: textOf(message) }];
  }
  if (message.role === 'function') return [{ type: 'function_call_output', output: message.content ?? '' }];
  const said = message.content ? [{ role: message.role, content: message.content }] : [];
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  return [...said, ...calls.map(toCall)];
}

const toCall = (call: ChatCompletionMessageToolCall): object =>
  call.type === 'custom'
    ? { type: 'custom_tool_call', call_id: call.id, ...call.custom }
    : { type: 'function_call', call_id: call.id, ...call.function };

const toTool = (tool: ChatCompletionTool): object =>
  tool.type === 'custom' ? { type: 'custom', ...tool.custom } : { type: 'function', ...tool.function };

function toToolChoice(choice: ChatCompletionToolChoiceOption): unknown {
  if (typeof choice === 'string') return choice;
  if (choice.type === 'function') return { type: 'function', name: choice.function.name };
  if (choice.type === 'custom') return { type: 'custom', name: choice.custom.name };
  return { type: 'allowed_tools', ...choice.allowed_tools };
}

/** Chat nests a JSON schema one object deeper than Responses does. */
function toText(format: ChatRequest['response_format']): unknown {
  if (format === undefined) return undefined;
  return { format: format.type === 'json_schema' ? { type: format.type, ...format.json_schema } : format };
}
