import { redactKeys } from '../../lib/errors/redact-keys.ts';
import { checkEnd, isEnd } from './check-end.ts';
import type { Expectations } from './difference.ts';
import { type Fields, isFields, parseFields } from './fields.ts';
import type { ReceivedFrame } from './received-frame.ts';

/** Recorded events that carry the whole response, for which frames carry a summary. */
const LIFECYCLE = /^response\.(created|queued|in_progress|completed|incomplete|failed)$/;
const TOOL_EVENT =
  /^response\.(function_call|custom_tool_call|code_interpreter_call|file_search_call|web_search_call|shell_call|apply_patch_call|image_generation_call|mcp_call|mcp_list_tools)[._]/;
/** All that may stand beside an event's own fields. */
const ADDITIONS = new Set(['response_id', 'model', 'call_id', 'container_id', 'code', 'duration_ms', 'sequence']);
const ERROR_ADDITIONS = new Set([
  'code',
  'message',
  'hint',
  'param',
  'retryable',
  'response_id',
  'last_sequence',
  'resume',
  'sequence',
]);
const SUMMARY_FIELDS = ['model', 'status', 'usage', 'incomplete_details', 'conversation', 'service_tier'];

/** What is known of a stream before its first event. */
export interface KnownStream {
  /** The response of a resumed stream. */
  readonly responseId?: unknown;
  /** Number of the event after which a resumed stream goes on. */
  readonly after?: number;
  /** Whether the response was asked for in the background. */
  readonly resumable?: boolean;
  /** What came before a resumed stream, where that is known. */
  readonly earlier?: readonly string[];
}

/** What the events so far have said, for the fields that frames add. */
interface Memory {
  responseId?: unknown;
  resumable: boolean;
  sequence: number;
  readonly callIds: Map<unknown, unknown>;
  readonly containers: Map<unknown, unknown>;
  readonly codes: Map<unknown, unknown>;
}

/**
 * Checks a replayed stream: every event came out, in order and once, with its own fields untouched and nothing beside them
 * but what the contract adds; text and usage are upstream's; one terminal frame ends it.
 */
export function checkStream(
  lines: readonly string[],
  frames: readonly ReceivedFrame[],
  expect: Expectations,
  { responseId, after = -1, resumable = false, earlier = [] }: KnownStream = {},
): void {
  const { events, malformed } = forwardedEvents(lines);
  const memory: Memory = {
    responseId,
    resumable,
    sequence: after,
    callIds: new Map(),
    containers: new Map(),
    codes: new Map(),
  };
  for (const line of earlier) remember(parseFields(line), memory);
  const ended = events.some(({ type }) => type === 'error' || isEnd(type));
  expect.equal('number of frames', events.length + (ended ? 0 : 1), frames.length);
  const datas: Fields[] = [];
  for (const [index, frame] of frames.entries()) {
    const data = parseFields(frame.data);
    datas.push({ ...data, type: frame.event });
    const event = events[index];
    if (event) checkFrame(`frame ${index} (${event.type})`, event, frame, data, memory, expect);
  }
  expect.equal('text', textOf(events), textOf(datas));
  checkEnd(frames, { ...memory, cut: ended ? undefined : malformed, last: memory.sequence }, expect);
}

/** Up to the terminal event, or to what is no event: whatever follows is no part of the answer. */
function forwardedEvents(lines: readonly string[]): { readonly events: Fields[]; readonly malformed: boolean } {
  const events: Fields[] = [];
  for (const line of lines) {
    if (line === '[DONE]') continue;
    const event = parseFields(line);
    if (typeof event.type !== 'string') return { events, malformed: true };
    events.push(event);
    if (isEnd(event.type)) break;
  }
  return { events, malformed: false };
}

function checkFrame(
  what: string,
  event: Fields,
  frame: ReceivedFrame,
  data: Fields,
  memory: Memory,
  expect: Expectations,
) {
  const { type, sequence_number: numbered, response, ...others } = event;
  const before = memory.sequence;
  // Streams recorded before OpenAI numbered its events are numbered here.
  memory.sequence = typeof numbered === 'number' ? numbered : before + 1;
  remember(event, memory);
  expect.equal(`${what} event`, type, frame.event);
  expect.equal(`${what} id`, String(memory.sequence), frame.id);
  expect.equal(`${what} sequence`, memory.sequence, data.sequence);
  const summarised = LIFECYCLE.test(`${type}`);
  const own: Fields = summarised || response === undefined ? others : { ...others, response };
  const isError = type === 'error';
  for (const [name, value] of Object.entries(own)) {
    // A flat error's own code, message and parameter are those of the frame; they are looked at below.
    if (!isError || !ERROR_ADDITIONS.has(name)) expect.equal(`${what} data.${name}`, value, data[name]);
  }
  if (summarised) checkSummary(what, isFields(response) ? response : {}, own, data, expect);
  else if (isError) checkError(what, event, own, data, before, expect);
  else checkAdditions(what, event, own, data, memory, expect);
}

function checkSummary(what: string, response: Fields, own: Fields, data: Fields, expect: Expectations): void {
  expect.equal(`${what} data.response_id`, response.id ?? null, data.response_id);
  for (const name of SUMMARY_FIELDS) expect.equal(`${what} data.${name}`, response[name] ?? null, data[name]);
  if (response.error) expect.contained(`${what} data.error`, response.error, data.error);
  else expect.equal(`${what} data.error`, null, data.error);
  const { latency_ms: latency, cost_estimate: cost } = data;
  expect.holds(`${what} data.latency_ms`, Number.isInteger(latency) && Number(latency) >= 0, 'milliseconds', latency);
  const costIsKnown = typeof cost === 'number' && cost >= 0 && Boolean(response.usage);
  expect.holds(`${what} data.cost_estimate`, cost === null || costIsKnown, 'US dollars, or null', cost);
  const known = new Set([
    ...Object.keys(own),
    ...SUMMARY_FIELDS,
    'response_id',
    'error',
    'latency_ms',
    'cost_estimate',
    'sequence',
  ]);
  noneBeside(what, known, data, expect);
}

function checkError(what: string, event: Fields, own: Fields, data: Fields, last: number, expect: Expectations): void {
  const said = isFields(event.error) ? event.error : event;
  if (said.code) expect.equal(`${what} data.code`, said.code, data.code);
  if (said.message) expect.equal(`${what} data.message`, redactKeys(`${said.message}`), data.message);
  expect.equal(`${what} data.param`, said.param ?? null, data.param);
  expect.equal(`${what} data.last_sequence`, last, data.last_sequence);
  expect.equal(`${what} data.resume`, null, data.resume);
  expect.holds(`${what} data.hint`, typeof data.hint === 'string' && data.hint !== '', 'a hint', data.hint);
  expect.holds(`${what} data.retryable`, typeof data.retryable === 'boolean', 'a boolean', data.retryable);
  noneBeside(what, new Set([...Object.keys(own), ...ERROR_ADDITIONS]), data, expect);
}

function checkAdditions(
  what: string,
  event: Fields,
  own: Fields,
  data: Fields,
  memory: Memory,
  expect: Expectations,
): void {
  const added = (name: string, value: unknown) => {
    if (value !== undefined && !(name in own)) expect.equal(`${what} data.${name}`, value, data[name]);
  };
  added('response_id', memory.responseId);
  if (TOOL_EVENT.test(`${event.type}`)) {
    added('call_id', memory.callIds.get(event.item_id) ?? event.item_id ?? memory.callIds.get(event.output_index));
  }
  if (`${event.type}`.startsWith('response.code_interpreter_call')) {
    added('container_id', memory.containers.get(event.item_id));
  }
  if (event.type === 'response.image_generation_call.partial_image') {
    expect.equal(`${what} data.content_type`, `image/${event.output_format ?? 'png'}`, data.content_type);
  }
  // A resumed stream may show the end of a call that began before it.
  if (event.type === 'response.code_interpreter_call.completed' && memory.callIds.has(event.item_id)) {
    added('code', memory.codes.get(event.item_id) ?? null);
    expect.holds(`${what} data.duration_ms`, Number.isInteger(data.duration_ms), 'milliseconds', data.duration_ms);
  }
  const ofPartial = event.type === 'response.image_generation_call.partial_image' ? ['content_type'] : [];
  noneBeside(what, new Set([...Object.keys(own), ...ADDITIONS, ...ofPartial]), data, expect);
}

function noneBeside(what: string, known: ReadonlySet<string>, data: Fields, expect: Expectations): void {
  const surplus = Object.keys(data).filter((name) => !known.has(name));
  expect.equal(`${what} fields of nobody's`, '', surplus.join(', '));
}

function remember(event: Fields, memory: Memory): void {
  const { item, item_id: itemId, output_index: index, response } = event;
  if (LIFECYCLE.test(`${event.type}`) && isFields(response)) {
    if (typeof response.id === 'string') memory.responseId = response.id;
    if (response.background === true) memory.resumable = true;
  }
  if (`${event.type}`.startsWith('response.output_item.') && isFields(item)) {
    const callId = typeof item.call_id === 'string' ? item.call_id : item.id;
    if (typeof item.id === 'string') memory.callIds.set(item.id, callId);
    memory.callIds.set(index, callId);
    if (typeof item.container_id === 'string') memory.containers.set(item.id, item.container_id);
  }
  if (event.type === 'response.code_interpreter_call_code.done') memory.codes.set(itemId, event.code);
}

/** Deltas and finished texts, each joined: what a caller of either kind would show. */
function textOf(events: readonly Fields[]): { readonly deltas: string; readonly done: string } {
  const joined = (type: string, field: string) =>
    events.map((event) => (event.type === type ? `${event[field]}` : '')).join('');
  return { deltas: joined('response.output_text.delta', 'delta'), done: joined('response.output_text.done', 'text') };
}
