import { describe, expect, it } from 'vitest';
import { newStreamState } from '../../../lib/apis/responses/events/stream-state.ts';
import { resumePath } from '../../../lib/apis/responses/streaming/response-path.ts';
import { streamContext } from '../apis/responses/events/stream-setting.ts';
import { type SeenFrame, seenFrames } from './seen-frames.ts';
import { delta, errorEvent, lifecycle, sse, startRun } from './stream-run.ts';

type Known = Parameters<typeof newStreamState>[0];

/** What goes out of an upstream's bytes; a stream that is resumed is known to be resumable. */
async function framesOf(bytes: string, { known = {}, after }: { known?: Known; after?: number }): Promise<SeenFrame[]> {
  const state = newStreamState({ ...known, ...(after === undefined ? {} : { lastSequence: after }) });
  const longString = startRun({
    state,
    context: streamContext({ resumePath }),
    ...(after === undefined ? {} : { after }),
  });
  longString.upstream.end(bytes);
  await longString.done;
  return seenFrames(longString.text());
}

const background = sse({
  type: 'response.created',
  sequence_number: 0,
  response: { id: 'resp_1', status: 'queued', background: true },
});
const resumed = { resumable: true, responseId: 'resp_1' };

describe('a stream that goes on after a number', () => {
  const all = background + delta(1) + delta(2) + delta(3) + lifecycle('completed', 4);

  it.each([
    [0, ['1', '2', '3', '4']],
    [2, ['3', '4']],
    [3, ['4']],
  ])('%i has none of the events up to it, should upstream send them', async (after, ids) => {
    const frames = await framesOf(all, { known: resumed, after });
    expect(frames.map(({ id }) => id)).toEqual(ids);
  });

  it('has all events where upstream sends only later ones', async () => {
    const frames = await framesOf(delta(3) + lifecycle('completed', 4), { known: resumed, after: 2 });
    expect(frames.map(({ id }) => id)).toEqual(['3', '4']);
  });

  it('numbers events without a number of their own after it', async () => {
    const bare = sse({ type: 'response.output_text.delta', delta: 'x' });
    const frames = await framesOf(bare + lifecycle('completed', 9), { known: resumed, after: 7 });
    expect(frames.map(({ id }) => id)).toEqual(['8', '9']);
  });

  it.each([
    ['before any event', '', 7],
    ['among the events that were dropped', background + delta(1), 7],
    ['after later ones', delta(8) + delta(9), 9],
  ])('and is cut %s can be resumed after the last one that the caller has', async (_name, bytes, last) => {
    const frames = await framesOf(bytes, { known: resumed, after: 7 });
    expect(frames.at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'upstream_stream_truncated', last_sequence: last, resume: { starting_after: last } },
    });
  });
});

describe('the error frame of a cut stream', () => {
  it.each([
    ['says itself that it runs in the background', background + delta(1), {}, 1],
    ['is known to', delta(4), resumed, 4],
    ['is known to, and has not said anything', '', resumed, -1],
  ])('that %s tells how to go on, and is no place in it', async (_name, bytes, known, last) => {
    const frame = (await framesOf(bytes, { known })).at(-1);
    expect(frame).toMatchObject({
      event: 'error',
      data: {
        response_id: 'resp_1',
        last_sequence: last,
        resume: {
          method: 'GET',
          path: `/api/responses/resp_1/stream${last < 0 ? '' : `?starting_after=${last}`}`,
          starting_after: last < 0 ? null : last,
        },
      },
    });
  });

  it('has no id in a stream that can be resumed, and one in any other', async () => {
    const state = (known: Known) => startRun({ state: newStreamState(known), context: streamContext({ resumePath }) });
    const texts: string[] = [];
    for (const known of [resumed, { responseId: 'resp_1' }]) {
      const longString = state(known);
      longString.upstream.end(delta(4));
      await longString.done;
      texts.push(longString.text().slice(longString.text().indexOf('\n\n') + 2));
    }
    expect(texts[0]).toMatch(/^event: error\ndata: /);
    expect(texts[1]).toMatch(/^id: 5\nevent: error\ndata: /);
  });

  it.each([
    ['is not of a background response', lifecycle('created', 0) + delta(1), {}],
    ['never named its response', delta(1), { resumable: true }],
  ])('that %s has nothing to resume', async (_name, bytes, known) => {
    const frame = (await framesOf(bytes, { known })).at(-1);
    expect(frame?.data).toMatchObject({ code: 'upstream_stream_truncated', resume: null });
  });

  it('of OpenAI’s own is an event of the stream, with an id', async () => {
    const frames = await framesOf(background + errorEvent(1), {});
    expect(frames.at(-1)).toMatchObject({ id: '1', event: 'error', data: { code: 'server_error', resume: null } });
  });

  it.each([
    ['resp_1', -1, '/api/responses/resp_1/stream'],
    ['resp_1', 0, '/api/responses/resp_1/stream?starting_after=0'],
    ['a/b?c', 12, '/api/responses/a%2Fb%3Fc/stream?starting_after=12'],
  ])('has for %s after %i the path %s', (id, after, path) => {
    expect(resumePath(id, after)).toBe(path);
  });
});
