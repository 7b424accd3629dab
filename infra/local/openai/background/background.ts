import { type Due, isUnmade, type WireEvent, type WireResponse } from '../events.ts';
import { createIdentify, createRandom } from '../identifiers.ts';
import { type Pace, paceOf } from '../pace.ts';
import { playResponse } from '../play.ts';
import type { CreateRequest } from '../request.ts';
import { responseObject } from '../response-object.ts';
import { scenarioOf } from '../scenario-table.ts';
import { usageOf } from '../usage.ts';
import { readCreateRequest } from '../validate-request.ts';
import { type BackgroundSettings, backgroundSettings } from './background-settings.ts';
import { dueTimes, planTimeline, type Timeline } from './timeline.ts';

/** All that a background response is made of, again and again: seed and body give the same events each time. */
export interface BackgroundRecord {
  readonly id: string;
  readonly seed: string;
  /** The request as it was sent. */
  readonly body: string;
  /** Seconds since 1970, as its answers say. */
  readonly createdAt: number;
  /** Milliseconds since 1970, by the clock that it goes by. */
  readonly startedAt: number;
  readonly cancelledAt?: number;
  /** The webhooks of its end are dealt with. */
  readonly announced?: boolean;
}

/** A record and what follows from it. Its events are not kept: tens of thousands of these fit into memory. */
export interface Background {
  readonly record: BackgroundRecord;
  readonly settings: BackgroundSettings;
  readonly timeline: Timeline;
  /** Created with `stream: true`. */
  readonly streamed: boolean;
}

/** A new background response. Throws a Failure where its metadata asks for what there is not. */
export function createBackground(sent: Omit<BackgroundRecord, 'id'>): Background {
  const request = requestOf(sent);
  const settings = backgroundSettings(request);
  const { id, events, pace } = stage(sent, request);
  const timeline = planTimeline(events, pace, settings.duration);
  return { record: { ...sent, id }, settings, timeline, streamed: request.stream === true };
}

/** A background response from its record. Throws where this stand-in could not have written that. */
export function reviveBackground(record: BackgroundRecord): Background {
  const background = createBackground(record);
  if (background.record.id !== record.id) throw new Error(`it plays ${background.record.id}`);
  return background;
}

/** The request that it came from. */
export function requestOf({ body }: Pick<BackgroundRecord, 'body'>): CreateRequest {
  // What it continues was there when it was sent.
  return readCreateRequest(body, () => true);
}

/** Its end, in milliseconds since 1970. */
export function endOf({ record, timeline }: Background): number {
  return record.cancelledAt ?? record.startedAt + timeline.endsAfter;
}

/** An event of a background response, and when it is due: milliseconds since 1970. */
export interface Timed {
  readonly due: Due<WireEvent>;
  readonly at: number;
}

/** All its events from the first on; where it was cancelled, those until then. */
export function* playBackground({ record, timeline }: Background): Generator<Timed, void> {
  const { events, pace } = stage(record, requestOf(record), timeline);
  const dueAfter = dueTimes(timeline, pace);
  let sequence_number = -1;
  for (const due of events) {
    sequence_number += 1;
    const at = record.startedAt + dueAfter({ type: due.type, sequence_number });
    if (record.cancelledAt !== undefined && at > record.cancelledAt) return;
    yield { due, at };
  }
}

/** The response as of now; its output comes with its end, and to a cancelled one never. */
export async function responseOf(background: Background, now: number): Promise<WireResponse> {
  const { record, timeline } = background;
  const elapsed = now - record.startedAt;
  if (record.cancelledAt !== undefined) return withoutOutput(background, 'cancelled');
  if (elapsed < timeline.startsAfter) return withoutOutput(background, 'queued');
  if (elapsed < timeline.endsAfter) return withoutOutput(background, 'in_progress');
  let last: WireResponse | undefined;
  for (const { due } of playBackground(background)) {
    const event = isUnmade(due) ? await due.make() : due;
    if ('response' in event) last = event.response;
  }
  if (last === undefined) throw new Error(`${record.id} has no end`);
  return last;
}

/** The response before it has ended, or cancelled. */
export function withoutOutput(
  { record, timeline }: Background,
  status: 'queued' | 'in_progress' | 'cancelled',
): WireResponse {
  const { id, createdAt } = record;
  const usage = usageOf({ input: 0, reasoning: 0, answer: 0 });
  const parts = { id, request: requestOf(record), createdAt, completedAt: completedAt(record, timeline) };
  return responseObject({ ...parts, progress: { status }, output: [], usage, imageUsage: undefined });
}

interface Staged {
  readonly id: string;
  readonly events: Iterable<Due<WireEvent>>;
  readonly pace: Pace;
}

type Setting = Pick<BackgroundRecord, 'seed' | 'createdAt'>;

/** The same for the same record, each time from the beginning. */
function stage({ seed, createdAt }: Setting, request: CreateRequest, timeline?: Timeline): Staged {
  const identify = createIdentify(seed);
  const random = createRandom(seed);
  const id = identify('resp');
  const ends = timeline ? { completedAt: completedAt({ createdAt }, timeline) } : {};
  const events = playResponse(scenarioOf(request).play, { id, request, identify, random, createdAt, ...ends });
  return { id, events, pace: paceOf(request)(random) };
}

const completedAt = ({ createdAt }: Pick<Setting, 'createdAt'>, { endsAfter }: Timeline): number =>
  createdAt + Math.round(endsAfter / 1000);
