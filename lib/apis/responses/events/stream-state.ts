import type { StreamProgress } from '../../../stream/stream-progress.ts';

/** What a stream has shown so far of its response: one small object a stream, however long it gets. */
export interface StreamState extends StreamProgress {
  responseId?: string;
  model?: string;
  /** OpenAI's status of the response, as the last lifecycle event gave it. */
  status?: string;
  serviceTier?: string;
  conversation?: unknown;
  /** Whether OpenAI replays the stream: it does for background responses alone. */
  resumable?: boolean;
  /** Of the audio that the stream carries, once its first piece has come; null where that does not tell. */
  audioMediaType?: string | null;
  usage?: unknown;
  costEstimate?: number | null;
  /** Finished texts, joined; empty unless the log wants them (`keepsTexts`). */
  text: string;
  refusal: string;
  reasoning: string;
  readonly itemsById: Map<string, ItemIdentity>;
  readonly itemsByIndex: Map<number, ItemIdentity>;
}

/** What later events of an output item are told by: they carry the item's id or only its place in the output. */
export interface ItemIdentity {
  readonly callId: string;
  readonly containerId?: string;
  /** Milliseconds, on the context's clock. */
  readonly startedAt: number;
  /** Finished code of a code interpreter call. */
  code?: string;
}

/** What stands outside the stream: clock, prices and the request's facts, so that the tables stay pure. */
export interface StreamContext {
  /** Milliseconds on a steady clock. */
  readonly now: () => number;
  /** When the request began, on the same clock. */
  readonly startedAt: number;
  /** US dollars, or null where model or usage is unknown. */
  readonly estimateCost: (response: Readonly<Record<string, unknown>>) => number | null;
  /** Of the audio that the request asked for; left out where it named no format. */
  readonly audioMediaType?: string | undefined;
  /** Whether finished texts are kept for the log. */
  readonly keepsTexts: boolean;
  /** Where a response's stream goes on after the event of a number. */
  readonly resumePath?: (responseId: string, after: number) => string;
}

/** The state before the first event. A resumed stream knows its response already, and the last number that went out. */
export function newStreamState(
  known: Partial<Pick<StreamState, 'responseId' | 'resumable' | 'lastSequence'>> = {},
): StreamState {
  return {
    lastSequence: -1,
    counts: new Map(),
    ...known,
    text: '',
    refusal: '',
    reasoning: '',
    unknownEvents: new Map(),
    itemsById: new Map(),
    itemsByIndex: new Map(),
  };
}

/** Calls that the caller answers under their `call_id`: their item's id would be a wrong one. */
const ANSWERED = new Set<unknown>(['function_call', 'custom_tool_call']);

/** An output item as an event shows it. */
export interface ShownItem {
  readonly outputIndex: unknown;
  readonly item: unknown;
  /** Whether it has been shown before, if under another id: some proxies make a new one for each event. */
  readonly isDone: boolean;
  readonly now: number;
}

/** Remembers an output item when it shows itself. */
export function rememberItem(state: StreamState, { outputIndex, item, isDone, now }: ShownItem): void {
  if (typeof item !== 'object' || item === null) return;
  const { id, type, call_id: callId, container_id: containerId } = item as Readonly<Record<string, unknown>>;
  const known = itemOf(
    state,
    typeof id === 'string' ? id : undefined,
    isDone && typeof outputIndex === 'number' ? outputIndex : undefined,
  );
  const identity = typeof callId === 'string' ? callId : (known?.callId ?? (ANSWERED.has(type) ? undefined : id));
  if (typeof identity !== 'string') return;
  const entry: ItemIdentity = {
    startedAt: known?.startedAt ?? now,
    ...(known?.code === undefined ? {} : { code: known.code }),
    callId: identity,
    ...(typeof containerId === 'string' ? { containerId } : containerOf(known)),
  };
  if (typeof id === 'string') state.itemsById.set(id, entry);
  if (typeof outputIndex === 'number') state.itemsByIndex.set(outputIndex, entry);
}

function containerOf(known: ItemIdentity | undefined): Pick<ItemIdentity, 'containerId'> {
  return known?.containerId === undefined ? {} : { containerId: known.containerId };
}

/**
 * The item that an event belongs to: by its id, else by its place in the output. Shell events carry no id, and some proxies
 * make a new one for each event.
 */
export function itemOf(
  state: StreamState,
  itemId: string | undefined,
  outputIndex: number | undefined,
): ItemIdentity | undefined {
  const byId = itemId === undefined ? undefined : state.itemsById.get(itemId);
  return byId ?? (outputIndex === undefined ? undefined : state.itemsByIndex.get(outputIndex));
}
