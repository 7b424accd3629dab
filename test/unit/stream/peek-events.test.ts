import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { responseCatalogue } from '../../../lib/apis/responses/events/response-catalogue.ts';
import { peekEvents } from '../../../lib/stream/peek-events.ts';
import { cutInto } from './pieces.ts';
import { delta, errorEvent, fakedTimers, framesIn, lifecycle, pass, settle, sse, startRun } from './stream-run.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...fakedTimers.toFake] });
});

afterEach(() => {
  vi.useRealTimers();
});

const WAIT_MS = 60_000;
const queued = sse({ type: 'response.queued', sequence_number: 0 });
/** Five events, of which the second names the response. */
const events = [queued, lifecycle('created', 1), delta(2, 'Once é'), delta(3, ' 👩‍👧'), lifecycle('completed', 4)];
const whole = Buffer.from(events.join(''));

type Event = Readonly<Record<string, unknown>>;
const named = ({ response }: Event) => response !== undefined;
const numbered = (sequence: number) => (event: Event) => event.sequence_number === sequence;
const never = () => false;

/** What goes out of a stream that was looked into, or never was. */
async function forwarded(body: Readable): Promise<string> {
  const run = startRun({}, body);
  await run.done;
  return run.text();
}

describe('a look for an event', () => {
  it.each([0, 1, 2, 4])('finds number %i, and leaves the stream whole', async (sequence) => {
    const upstream = new PassThrough();
    const peeking = peekEvents(upstream, responseCatalogue, numbered(sequence), WAIT_MS);
    for (const event of events) {
      upstream.write(event);
      await settle();
    }
    const { event, ended, body } = await peeking;
    expect(event).toMatchObject({ sequence_number: sequence });
    expect(ended).toBe(false);
    upstream.end();
    expect((await buffer(body)).equals(whole)).toBe(true);
  });

  it('has it as soon as it is there, not when more comes', async () => {
    const upstream = new PassThrough();
    const peeking = peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    upstream.write(`${queued}${lifecycle('created', 1)}event: half`);
    expect((await peeking).event).toMatchObject({ response: { id: 'resp_1' } });
  });

  it('takes the first of several', async () => {
    const upstream = new PassThrough();
    upstream.write(whole);
    const { event } = await peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    expect(event).toMatchObject({ sequence_number: 1 });
  });

  it.each([
    ['has come', () => Readable.from([whole])],
    ['has come in pieces', () => Readable.from(cutInto(whole, [10]))],
    [
      'has come, and been written at once with its end',
      () => {
        const upstream = new PassThrough();
        upstream.end(whole);
        return upstream;
      },
    ],
  ])('finds it where the whole stream %s already, and leaves it whole', async (_name, start) => {
    const { event, body } = await peekEvents(start(), responseCatalogue, named, WAIT_MS);
    expect(event).toMatchObject({ sequence_number: 1 });
    expect(framesIn(await forwarded(body))).toEqual(framesIn(await forwarded(Readable.from([whole]))));
  });

  it('passes over what is no event, for the stream’s own check to refuse', async () => {
    const upstream = new PassThrough();
    upstream.end(`data: {garbage\n\ndata: 5\n\ndata: null\n\n: comment\n\ndata: [DONE]\n\n${lifecycle('created', 1)}`);
    const { event, body } = await peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    expect(event).toMatchObject({ sequence_number: 1 });
    expect(framesIn(await forwarded(body))).toMatchObject([{ data: { code: 'malformed_upstream_event' } }]);
  });

  it('finds it wherever the bytes are cut, and all goes out as if nobody had looked', async () => {
    const untouched = await forwarded(Readable.from([whole]));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 4 }),
        fc.boolean(),
        async (sizes, sequence, paced) => {
          const upstream = new PassThrough();
          const peeking = peekEvents(upstream, responseCatalogue, numbered(sequence), WAIT_MS);
          for (const piece of cutInto(whole, sizes)) {
            upstream.write(piece);
            if (paced) await settle();
          }
          const { event, body } = await peeking;
          expect(event).toMatchObject({ sequence_number: sequence });
          upstream.end();
          expect(await forwarded(body)).toBe(untouched);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a stream that is looked into and then forwarded', () => {
  it('goes on with what comes later, in order', async () => {
    const upstream = new PassThrough();
    upstream.write(queued + lifecycle('created', 1));
    const { body } = await peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    const run = startRun({}, body);
    await settle();
    expect(run.frames().map(({ id }) => id)).toEqual(['0', '1']);
    upstream.write(delta(2));
    await settle();
    expect(run.frames().map(({ id }) => id)).toEqual(['0', '1', '2']);
    upstream.end(delta(3) + lifecycle('completed', 4));
    await run.done;
    expect(run.frames().map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('keeps what comes between the two', async () => {
    const upstream = new PassThrough();
    upstream.write(queued + lifecycle('created', 1));
    const { body } = await peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    upstream.write(delta(2) + delta(3));
    await settle();
    upstream.end(lifecycle('completed', 4));
    await settle();
    expect(framesIn(await forwarded(body)).map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4']);
  });

  it.each([
    ['broke', new Error('read ECONNRESET')],
    ['was closed without a word', undefined],
  ])('ends in one error frame at once where it %s between the two', async (_name, error) => {
    const upstream = new PassThrough();
    upstream.write(queued + lifecycle('created', 1));
    const { body } = await peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    upstream.destroy(error);
    await settle();
    const run = startRun({ idleTimeoutMs: 120_000 }, body);
    await pass(1000);
    expect(run.frames().at(-1)?.data).toMatchObject({ code: 'upstream_connection_lost' });
  });

  it('has no reader and no timer left of the look', async () => {
    const upstream = new PassThrough();
    const read = ['readable', 'data', 'end', 'close'];
    const before = read.map((name) => upstream.listenerCount(name));
    upstream.write(lifecycle('created', 1));
    await peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    expect(read.map((name) => upstream.listenerCount(name))).toEqual(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a look that finds nothing', () => {
  it.each([
    ['events', [delta(0), errorEvent(1)]],
    ['half an event', ['event: response.created\ndata: {"type":"resp']],
    ['nothing', []],
  ])('because the stream ended after %s says so, and leaves it whole', async (_name, came) => {
    const upstream = new PassThrough();
    const peeking = peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    for (const piece of came) upstream.write(piece);
    await settle();
    upstream.end();
    const { event, ended, body } = await peeking;
    expect({ event, ended }).toEqual({ event: undefined, ended: true });
    expect((await buffer(body)).toString()).toBe(came.join(''));
  });

  it('because the stream ended lets it be forwarded with its error', async () => {
    const upstream = new PassThrough();
    upstream.end(errorEvent(0));
    const { body } = await peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    expect(framesIn(await forwarded(body))).toMatchObject([{ event: 'error', data: { code: 'server_error' } }]);
  });

  it('within its time gives up then, and leaves the stream whole', async () => {
    const upstream = new PassThrough();
    upstream.write(events[0]);
    const seen: string[] = [];
    const peeking = peekEvents(upstream, responseCatalogue, never, WAIT_MS);
    void peeking.then(() => seen.push('given up'));
    await pass(WAIT_MS - 1);
    expect(seen).toEqual([]);
    await pass(1);
    expect(seen).toEqual(['given up']);
    const { event, ended, body } = await peeking;
    expect({ event, ended }).toEqual({ event: undefined, ended: false });
    upstream.end(events.slice(1).join(''));
    expect((await buffer(body)).equals(whole)).toBe(true);
  });

  it('is not given up while anything comes, and is once nothing does', async () => {
    const upstream = new PassThrough();
    let over = false;
    const peeking = peekEvents(upstream, responseCatalogue, never, { waitMs: 10 * WAIT_MS, idleMs: WAIT_MS });
    void peeking.then(() => {
      over = true;
    });
    for (let beats = 0; beats < 5; beats += 1) {
      upstream.write(': keep-alive\n\n');
      await pass(WAIT_MS - 1);
    }
    expect(over).toBe(false);
    await pass(1);
    expect(await peeking).toMatchObject({ ended: false });
    expect(Buffer.concat([...(await peeking).seen]).toString()).toBe(': keep-alive\n\n'.repeat(5));
  });

  it.each([
    ['breaks', (upstream: PassThrough) => upstream.destroy(new Error('read ECONNRESET')), 'ECONNRESET'],
    ['is closed without a word', (upstream: PassThrough) => upstream.destroy(), 'closed before its end'],
  ])('because the stream %s is an error', async (_name, end, message) => {
    const upstream = new PassThrough();
    const peeking = peekEvents(upstream, responseCatalogue, named, WAIT_MS);
    upstream.write(delta(0));
    await settle();
    end(upstream);
    await expect(peeking).rejects.toThrow(message);
    expect(vi.getTimerCount()).toBe(0);
  });
});
