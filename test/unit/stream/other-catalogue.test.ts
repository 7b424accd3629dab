import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { forwardEvents } from '../../../lib/stream/forward-events.ts';
import type { Interceptor } from '../../../lib/stream/interceptor.ts';
import { serviceFrames } from '../../../lib/stream/service-frames.ts';
import { textOf } from '../apis/responses/events/stream-setting.ts';
import { jobEvents, newJobState, verbatimFrames } from './job-events.ts';

const STEP = 'event: job.step\ndata: {"type":"job.step","note":"é"}\n\n';
const DONE = 'event: job.done\ndata: {"type":"job.done", "job":"job_1","usage":{"steps":2}}\n\n';

const encoders = { verbatim: verbatimFrames, service: serviceFrames(jobEvents) };

/** What becomes of a body, cut into reads of `size` bytes. */
async function forward(body: string, dialect: keyof typeof encoders, interceptor?: Interceptor, size = 7) {
  const upstream = new PassThrough();
  const state = newJobState();
  const written: string[] = [];
  const done = forwardEvents({
    catalogue: jobEvents,
    encoder: encoders[dialect],
    context: { unit: 'steps' },
    upstream,
    state,
    sink: { write: (bytes) => written.push(String(bytes)) > 0, drained: () => Promise.resolve() },
    idleTimeoutMs: 10_000,
    deadlineMs: 10_000,
    ...(interceptor && { interceptor }),
  });
  const bytes = Buffer.from(body);
  for (let start = 0; start < bytes.length; start += size) upstream.write(bytes.subarray(start, start + size));
  upstream.end();
  await done;
  return { text: textOf(written.join('')), state };
}

describe('a catalogue of another API with upstream’s own bytes', () => {
  it('passes them on as they came, and observes them', async () => {
    const { text, state } = await forward(STEP + STEP + DONE, 'verbatim');
    expect(text).toBe(STEP + STEP + DONE);
    expect(state).toMatchObject({ jobId: 'job_1', usage: { steps: 2 }, terminalEvent: 'job.done', lastSequence: 2 });
    expect(Object.fromEntries(state.counts)).toEqual({ 'job.step': 2, 'job.done': 1 });
  });

  it.each([
    ['without names', STEP.replace(/^event: .*\n/, '')],
    ['of several data lines', 'event: job.step\ndata: {"type":"job.step",\ndata: "note":1}\n\n'],
    ['of a type that no row lists', 'event: job.new\ndata: {"type":"job.new","a":[{}]}\n\n'],
    ['that name their type outside the data', 'event: job.step\ndata: {"note":1}\n\n'],
  ])('passes on events %s', async (_name, events) => {
    expect((await forward(events + DONE, 'verbatim')).text).toBe(events + DONE);
  });

  it('ends where its own row says so', async () => {
    expect((await forward(DONE + STEP, 'verbatim')).text).toBe(DONE);
    const completed = 'data: {"type":"response.completed","response":{}}\n\n';
    expect((await forward(completed + DONE, 'verbatim')).text).toBe(completed + DONE);
  });

  it('writes its own error where the stream is cut', async () => {
    const { text, state } = await forward(STEP, 'verbatim');
    expect(text.slice(STEP.length)).toMatch(
      /^event: error\ndata: \{"type":"error","code":"upstream_stream_truncated",/,
    );
    expect(state).toMatchObject({ errorCode: 'upstream_stream_truncated', terminalEvent: 'error' });
  });

  it('has no frames of an interceptor, which upstream never sent', async () => {
    let insert: Parameters<Interceptor['open']>[0] = () => undefined;
    const interceptor: Interceptor = {
      open: (given) => {
        insert = given;
      },
      pass: (bytes) => {
        insert('image.stored', { id: 1 });
        return bytes;
      },
      settled: () => undefined,
      abandon: () => undefined,
    };
    const { text, state } = await forward(STEP + DONE, 'verbatim', interceptor);
    expect(text).toBe(STEP + DONE);
    expect(state.counts.has('image.stored')).toBe(false);
  });
});

describe('a catalogue of another API with the service’s frames', () => {
  it('numbers its events, and adds what its rows say', async () => {
    const { text, state } = await forward(STEP.replace('"note"', '"sequence_number":0,"note"') + DONE, 'service');
    expect(text).toBe(
      'id: 0\nevent: job.step\ndata: {"note":"é","sequence":0}\n\n' +
        'id: 1\nevent: job.done\ndata: {"job":"job_1","usage":{"steps":2},"unit":"steps","sequence":1}\n\n',
    );
    expect(state).toMatchObject({ jobId: 'job_1', terminalEvent: 'job.done' });
  });

  it('keeps the picture of an event that ends the stream, where its row says so', async () => {
    const picture = 'A'.repeat(400_000);
    const drawn = `data: {"type":"job.drawn","picture":"${picture}"}\n\n`;
    const done = `data: {"type":"job.done","job":"job_1","reason":"${picture}"}\n\n`;
    expect((await forward(drawn, 'service', undefined, 65_536)).text).toContain(`"picture":"${picture}"`);
    expect((await forward(done, 'service', undefined, 65_536)).text.length).toBeLessThan(5_000);
  });

  it('says what happened where the stream is cut', async () => {
    const { text } = await forward(STEP, 'service');
    expect(JSON.parse(/event: error\ndata: (.*)/.exec(text)?.[1] ?? '')).toEqual({
      code: 'upstream_stream_truncated',
      message: expect.stringMatching(/\w/),
      hint: expect.stringMatching(/\w/),
      param: null,
      retryable: true,
      sequence: 1,
    });
  });
});
