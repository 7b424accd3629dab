import type { ChatCompletionChunk } from 'openai/resources/chat/completions/completions';
import type { WireEvent } from '../events.ts';

type Choice = ChatCompletionChunk.Choice;

/** What an event adds to a choice; nothing where a chat does not show it. */
type Delta = Choice['delta'] | undefined;

/** What has been said of one choice so far. */
interface Said {
  opened: boolean;
  /** How many calls have begun. */
  calls: number;
}

type Rows = {
  readonly [T in WireEvent['type']]?: (event: Extract<WireEvent, { readonly type: T }>, said: Said) => Delta;
};

/** How the events of a response that a chat shows become the deltas of a choice. */
const DELTAS: Rows = {
  'response.output_item.added': ({ item }, said) => {
    if (item.type === 'function_call') {
      const call = { id: item.call_id, type: 'function', function: { name: item.name, arguments: '' } } as const;
      return { tool_calls: [{ index: beginCall(said), ...call }] };
    }
    if (item.type !== 'custom_tool_call') return undefined;
    const call = { id: item.call_id, type: 'custom', custom: { name: item.name, input: '' } } as const;
    return { tool_calls: [{ index: beginCall(said), ...call }] };
  },
  'response.content_part.added': ({ part }) => {
    if (part.type === 'refusal') return { refusal: '' };
    return part.type === 'output_text' ? { content: '' } : undefined;
  },
  'response.output_text.delta': ({ delta }) => ({ content: delta }),
  'response.refusal.delta': ({ delta }) => ({ refusal: delta }),
  'response.function_call_arguments.delta': ({ delta }, { calls }) => ({
    tool_calls: [{ index: calls - 1, function: { arguments: delta } }],
  }),
  'response.custom_tool_call_input.delta': ({ delta }, { calls }) => ({
    tool_calls: [{ index: calls - 1, custom: { input: delta } }],
  }),
};

function beginCall(said: Said): number {
  said.calls += 1;
  return said.calls - 1;
}

/** Makes, of the events of one response in turn, what the chunks of one choice say. */
export function choiceDeltas(index: number): (event: WireEvent) => Choice | undefined {
  const said: Said = { opened: false, calls: 0 };
  return (event) => {
    const row = DELTAS[event.type] as ((event: WireEvent, said: Said) => Delta) | undefined;
    const added = row?.(event, said);
    if (added === undefined) return undefined;
    const delta = said.opened ? added : { role: 'assistant' as const, content: null, refusal: null, ...added };
    said.opened = true;
    return { index, delta, logprobs: logprobsOf(event), finish_reason: null };
  };
}

function logprobsOf(event: WireEvent): ChatCompletionChunk.Choice.Logprobs | null {
  if (event.type !== 'response.output_text.delta' || event.logprobs.length === 0) return null;
  const content = event.logprobs.map(({ token, logprob, top_logprobs = [] }) => ({
    token,
    bytes: [...Buffer.from(token)],
    logprob,
    top_logprobs: top_logprobs.map(({ token: other = '', logprob: value = 0 }) => ({
      token: other,
      bytes: [...Buffer.from(other)],
      logprob: value,
    })),
  }));
  return { content, refusal: null };
}
