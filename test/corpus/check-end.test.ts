import { describe, expect, it } from 'vitest';
import { checkEnd, type UpstreamEnd } from './check-end.ts';
import { newExpectations } from './difference.ts';
import type { ReceivedFrame } from './received-frame.ts';

const CUT: UpstreamEnd = { cut: false, resumable: true, responseId: 'resp_1', last: 4 };
const DELTA = { id: '4', event: 'response.output_text.delta', data: '{}' };
const RESUME = { method: 'GET', path: '/api/responses/resp_1/stream?starting_after=4', starting_after: 4 };

function errorFrame(changes: object = {}, id?: string): ReceivedFrame {
  const data = {
    code: 'upstream_stream_truncated',
    message: 'Cut',
    hint: 'Go on',
    param: null,
    retryable: true,
    response_id: 'resp_1',
    last_sequence: 4,
    resume: RESUME,
    sequence: 5,
    ...changes,
  };
  return { id, event: 'error', data: JSON.stringify(data) };
}

function differencesOf(frames: readonly ReceivedFrame[], end: UpstreamEnd): string[] {
  const found = newExpectations();
  checkEnd(frames, end, found);
  return found.differences.map(({ what }) => what);
}

describe('corpus check of a stream that upstream cut', () => {
  it.each([
    ['of a background response', CUT, errorFrame()],
    ['of another response', { ...CUT, resumable: false }, errorFrame({ resume: null }, '5')],
    [
      'of a response that nobody has named',
      { ...CUT, responseId: undefined, last: -1 },
      errorFrame({ response_id: null, last_sequence: -1, resume: null, sequence: 0 }),
    ],
    ['in the middle of an event', { ...CUT, cut: true }, errorFrame({ code: 'malformed_upstream_event' })],
  ])('finds nothing in the error frame of a stream %s', (_, end, frame) => {
    expect(differencesOf([DELTA, frame], end)).toEqual([]);
  });

  it.each([
    ['there is no way on', CUT, errorFrame({ resume: null }), 'error data.resume'],
    [
      'the way on skips an event',
      CUT,
      errorFrame({ resume: { ...RESUME, starting_after: 5 } }),
      'error data.resume.starting_after',
    ],
    ['a browser would skip an event', CUT, errorFrame({}, '5'), 'error id'],
    ['there is a way on for another response', { ...CUT, resumable: false }, errorFrame({}, '5'), 'error data.resume'],
    ['the hint is missing', CUT, errorFrame({ hint: undefined }), 'error data.hint'],
    ['the code is another', CUT, errorFrame({ code: 'internal_error' }), 'error data.code'],
    ['the error frame is missing', CUT, DELTA, 'terminal frames'],
  ])('finds that %s', (_, end, frame, what) => {
    expect(differencesOf([DELTA, frame], end)).toContain(what);
  });
});
