import { describe, expect, it } from 'vitest';
import { checkStream, type KnownStream } from './check-stream.ts';
import { newExpectations } from './difference.ts';
import type { ReceivedFrame } from './received-frame.ts';

const RESPONSE = { id: 'resp_1', model: 'gpt-6.1-terra', status: 'completed', usage: { total_tokens: 3 } };
const EVENTS = [
  { type: 'response.created', sequence_number: 0, response: { ...RESPONSE, status: 'in_progress', usage: null } },
  { type: 'response.output_text.delta', sequence_number: 1, item_id: 'msg_1', delta: 'Hé' },
  { type: 'response.output_text.done', sequence_number: 2, item_id: 'msg_1', text: 'Hé' },
  { type: 'response.completed', sequence_number: 3, response: RESPONSE },
];
const SUMMARY = {
  response_id: 'resp_1',
  model: 'gpt-6.1-terra',
  usage: null,
  cost_estimate: null,
  latency_ms: 1,
  incomplete_details: null,
  error: null,
  conversation: null,
  service_tier: null,
};

/** The frames that the contract asks for. */
const FRAMES: readonly { readonly id: string; readonly event: string; readonly data: Record<string, unknown> }[] = [
  { id: '0', event: 'response.created', data: { ...SUMMARY, status: 'in_progress', sequence: 0 } },
  {
    id: '1',
    event: 'response.output_text.delta',
    data: { item_id: 'msg_1', delta: 'Hé', response_id: 'resp_1', sequence: 1 },
  },
  {
    id: '2',
    event: 'response.output_text.done',
    data: { item_id: 'msg_1', text: 'Hé', response_id: 'resp_1', sequence: 2 },
  },
  {
    id: '3',
    event: 'response.completed',
    data: { ...SUMMARY, status: 'completed', usage: { total_tokens: 3 }, cost_estimate: 0.1, sequence: 3 },
  },
];

type Frames = readonly { readonly id: string | undefined; readonly event: string; readonly data: object }[];

function errorFrame(id: string | undefined, resume: object | null): Frames[number] {
  const said = { code: 'upstream_stream_truncated', message: 'Cut', hint: 'Go on', param: null, retryable: true };
  const data = { ...said, response_id: 'resp_1', last_sequence: 1, resume, sequence: 2 };
  return { id, event: 'error', data };
}

function differencesOf(frames: Frames, events: readonly object[] = EVENTS, known: KnownStream = {}): string[] {
  const found = newExpectations();
  const received = frames.map((frame): ReceivedFrame => ({ ...frame, data: JSON.stringify(frame.data) }));
  checkStream(
    events.map((event) => JSON.stringify(event)),
    received,
    found,
    known,
  );
  return found.differences.map(({ what }) => what);
}

const changed = (index: number, data: Record<string, unknown>) =>
  FRAMES.map((frame, at) => (at === index ? { ...frame, data: { ...frame.data, ...data } } : frame));

describe('corpus check of a stream', () => {
  it('finds nothing in the frames of the contract', () => {
    expect(differencesOf(FRAMES)).toEqual([]);
  });

  it.each([
    ['a frame is missing', FRAMES.toSpliced(1, 1), 'number of frames'],
    ['a frame comes twice', FRAMES.toSpliced(1, 0, ...FRAMES.slice(1, 2)), 'number of frames'],
    [
      'two frames change places',
      [0, 2, 1, 3].flatMap((index) => FRAMES[index] ?? []),
      'frame 1 (response.output_text.delta) event',
    ],
    ['there are two ends', [...FRAMES, ...FRAMES.slice(3)], 'terminal frames'],
    ['a text changes', changed(1, { delta: 'He' }), 'frame 1 (response.output_text.delta) data.delta'],
    ['a field is invented', changed(1, { surprise: 1 }), "frame 1 (response.output_text.delta) fields of nobody's"],
    [
      'the usage changes',
      changed(3, { usage: { total_tokens: 4 } }),
      'frame 3 (response.completed) data.usage.total_tokens',
    ],
    ['the sequence changes', changed(2, { sequence: 7 }), 'frame 2 (response.output_text.done) sequence'],
  ])('finds that %s', (_, frames, what) => {
    expect(differencesOf(frames)).toContain(what);
  });

  it('wants one error frame after a recording without an end', () => {
    const cut = EVENTS.slice(0, 2);
    expect(differencesOf([...FRAMES.slice(0, 2), errorFrame('2', null)], cut)).toEqual([]);
    expect(differencesOf(FRAMES.slice(0, 2), cut)).toContain('number of frames');
  });

  it('wants a way on in the error frame where an event says that the response is in the background', () => {
    const [created, ...others] = EVENTS.slice(0, 2);
    const cut = [{ ...created, response: { ...created?.response, background: true } }, ...others];
    const resume = { method: 'GET', path: '/api/responses/resp_1/stream?starting_after=1', starting_after: 1 };
    expect(differencesOf([...FRAMES.slice(0, 2), errorFrame(undefined, resume)], cut)).toEqual([]);
    expect(differencesOf([...FRAMES.slice(0, 2), errorFrame(undefined, null)], cut)).toEqual(['error data.resume']);
  });

  it('knows a resumed stream by what was asked for', () => {
    const known = { responseId: 'resp_1', after: 0, resumable: true };
    const resume = { method: 'GET', path: '/api/responses/resp_1/stream?starting_after=1', starting_after: 1 };
    expect(differencesOf([...FRAMES.slice(1, 2), errorFrame(undefined, resume)], EVENTS.slice(1, 2), known)).toEqual(
      [],
    );
  });
});
