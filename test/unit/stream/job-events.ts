import { headType, isFlat } from '../../../lib/stream/envelope.ts';
import type { EventCatalogue, EventRow } from '../../../lib/stream/event-catalogue.ts';
import type { FrameEncoder } from '../../../lib/stream/frame-encoder.ts';
import { type StreamProgress, sequenceOf } from '../../../lib/stream/stream-progress.ts';

/** What a stream of jobs shows: an API that does not exist. */
export interface JobState extends StreamProgress {
  jobId?: string;
  usage?: unknown;
}

export interface JobContext {
  readonly unit: string;
}

type JobRow = EventRow<JobState, JobContext>;

const rows: Readonly<Record<string, JobRow>> = {
  'job.step': {},
  'job.drawn': { ends: 'now', keepsLongStrings: true },
  'job.done': {
    ends: 'now',
    observes: ({ event, state }) => {
      state.usage = event.usage;
      if (typeof event.job === 'string') state.jobId = event.job;
    },
    adds: ({ context }) => ({ unit: context.unit }),
  },
};
const unknown: JobRow = {};

/** Three types. `job.done` and `job.drawn` end a stream; the last one brings a picture. */
export const jobEvents: EventCatalogue<JobState, JobContext> = {
  listedRow: (type) => rows[type],
  rowOf: (type) => rows[type] ?? unknown,
  isEventType: (type) => type.startsWith('job.'),
};

/** Upstream's own bytes: its `event:` and `data:` lines as they came. */
export const verbatimFrames: FrameEncoder<JobState, JobContext> = {
  quick(bytes, name, state) {
    const type = headType(bytes);
    const row = type === undefined ? undefined : jobEvents.listedRow(type);
    if (!type || !row || row.observes || row.ends || !isFlat(bytes)) return undefined;
    return { bytes: linesOf(name, bytes), type, sequence: state.lastSequence + 1 };
  },
  encode: ({ event, bytes, name, isRedacted }, state) => ({
    bytes: linesOf(name, isRedacted ? JSON.stringify(event) : bytes),
    sequence: sequenceOf(event, state),
  }),
  fail: ({ code, error }, { lastSequence }) => ({
    bytes: linesOf('error', JSON.stringify({ type: 'error', code, message: error.message, param: null })),
    sequence: lastSequence + 1,
  }),
  insert: () => undefined,
};

function linesOf(name: string | undefined, data: string): string {
  const event = name === undefined ? '' : `event: ${name}\n`;
  return `${event}${data.replaceAll(/^/gm, 'data: ')}\n\n`;
}

/** The state before the first event. */
export function newJobState(): JobState {
  return { lastSequence: -1, counts: new Map(), unknownEvents: new Map() };
}
