import { type Failure, failureOf } from './api-failure.ts';
import { type Frame, type Json, listOf, numberOf, objectOf, textOf } from './frame.ts';
import { CHANNEL_EVENTS } from './text-channels.ts';

/** One output item, as far as it has come. */
export interface Item {
  readonly id: string;
  type: string;
  /** What the last event with the whole item said of it. */
  raw: Json;
  status: string | undefined;
  /** Its texts, by channel and index: `text:0`, `summary:1`, `code`. */
  readonly texts: Map<string, string>;
  readonly annotations: Json[];
}

/** What the frames of one response have shown so far. It is changed in place: there are thousands of them. */
export interface Transcript {
  responseId: string | undefined;
  status: string;
  model: string | undefined;
  usage: Json | undefined;
  cost: number | undefined;
  latencyMs: number | undefined;
  incompleteReason: string | undefined;
  failure: Failure | undefined;
  lastSequence: number;
  readonly items: Map<string, Item>;
  /** Items that have changed since a view has emptied this. */
  readonly changed: Set<string>;
}

export function newTranscript(): Transcript {
  return {
    responseId: undefined,
    status: 'waiting',
    model: undefined,
    usage: undefined,
    cost: undefined,
    latencyMs: undefined,
    incompleteReason: undefined,
    failure: undefined,
    lastSequence: -1,
    items: new Map(),
    changed: new Set(),
  };
}

type Handle = (transcript: Transcript, data: Json) => void;

const HANDLERS: Readonly<Record<string, Handle>> = {
  'response.created': noteLifecycle,
  'response.queued': noteLifecycle,
  'response.in_progress': noteLifecycle,
  'response.completed': noteLifecycle,
  'response.incomplete': noteLifecycle,
  'response.failed': noteLifecycle,
  error: (transcript, data) => {
    transcript.failure = failureOf(data);
  },
  'response.output_item.added': noteItem,
  'response.output_item.done': noteItem,
  'response.output_text.annotation.added': (transcript, data) => {
    const annotation = objectOf(data, 'annotation');
    if (annotation) changedItem(transcript, data).annotations.push(annotation);
  },
};

/** Takes a frame in. One that was seen before, as after a resume, changes nothing; an unknown one no item. */
export function applyFrame(transcript: Transcript, { event, data }: Frame): void {
  const sequence = numberOf(data, 'sequence');
  if (sequence !== undefined && sequence <= transcript.lastSequence && data.replayed !== true) return;
  if (sequence !== undefined) transcript.lastSequence = sequence;
  transcript.responseId ??= textOf(data, 'response_id');
  if (Object.hasOwn(CHANNEL_EVENTS, event)) noteText(transcript, event, data);
  else if (Object.hasOwn(HANDLERS, event)) HANDLERS[event]?.(transcript, data);
}

/** The transcript of a whole response, as `retrieve-response` answers it. */
export function transcriptOf(response: Json): Transcript {
  const transcript = newTranscript();
  noteLifecycle(transcript, { response_id: response.id, ...response });
  for (const item of listOf(response, 'output')) noteItem(transcript, { item });
  return transcript;
}

function noteLifecycle(transcript: Transcript, data: Json): void {
  transcript.responseId ??= textOf(data, 'response_id');
  transcript.status = textOf(data, 'status') ?? transcript.status;
  transcript.model = textOf(data, 'model') ?? transcript.model;
  transcript.usage = objectOf(data, 'usage') ?? transcript.usage;
  transcript.cost = numberOf(data, 'cost_estimate') ?? transcript.cost;
  transcript.latencyMs = numberOf(data, 'latency_ms') ?? transcript.latencyMs;
  transcript.incompleteReason = textOf(objectOf(data, 'incomplete_details'), 'reason');
  const error = objectOf(data, 'error');
  if (error) transcript.failure ??= failureOf(error);
  // The error frame of a cut that was resumed is no longer the stream's last word.
  else if (transcript.status === 'completed') transcript.failure = undefined;
}

function noteItem(transcript: Transcript, data: Json): void {
  const raw = objectOf(data, 'item');
  const id = textOf(raw, 'id') ?? textOf(data, 'item_id');
  if (!raw || id === undefined) return;
  const item = changedItem(transcript, { item_id: id });
  item.type = textOf(raw, 'type') ?? item.type;
  item.raw = raw;
  item.status = textOf(raw, 'status') ?? item.status;
  for (const [index, part] of listOf(raw, 'content').entries()) {
    setWhole(item, textOf(part, 'type') === 'reasoning_text' ? `thoughts:${index}` : `text:${index}`, part, 'text');
    setWhole(item, `refusal:${index}`, part, 'refusal');
    setWhole(item, `text:${index}`, part, 'transcript');
    const annotations = listOf(part, 'annotations');
    if (annotations.length > 0) item.annotations.splice(0, Number.POSITIVE_INFINITY, ...annotations);
  }
  for (const [index, part] of listOf(raw, 'summary').entries()) setWhole(item, `summary:${index}`, part, 'text');
  for (const channel of ['code', 'arguments', 'input'] as const) setWhole(item, channel, raw, channel);
}

function setWhole(item: Item, channel: string, data: Json, field: string): void {
  const whole = textOf(data, field);
  if (whole) item.texts.set(channel, whole);
}

function noteText(transcript: Transcript, event: string, data: Json): void {
  const row = CHANNEL_EVENTS[event];
  const text = row && textOf(data, row.field);
  if (!row || text === undefined) return;
  const item = changedItem(transcript, data);
  const channel = row.index === undefined ? row.channel : `${row.channel}:${numberOf(data, row.index) ?? 0}`;
  const before = item.texts.get(channel) ?? '';
  // What an archive replays says where in the text it begins.
  const kept = before.slice(0, numberOf(data, 'text_offset') ?? before.length);
  item.texts.set(channel, row.field === 'delta' ? kept + text : text);
  if (item.type === '') item.type = row.channel === 'summary' || row.channel === 'thoughts' ? 'reasoning' : 'message';
}

function changedItem(transcript: Transcript, data: Json): Item {
  const id = textOf(data, 'item_id') ?? `output ${numberOf(data, 'output_index') ?? 0}`;
  let item = transcript.items.get(id);
  if (!item) {
    item = { id, type: '', raw: {}, status: undefined, texts: new Map(), annotations: [] };
    transcript.items.set(id, item);
  }
  transcript.changed.add(id);
  return item;
}

/** A text of an item in all its parts, in the order of their indices. */
export function joinedText(item: Item, channel: string): string {
  const parts = [...item.texts].filter(([name]) => name === channel || name.startsWith(`${channel}:`));
  return parts.map(([, text]) => text).join('\n\n');
}
