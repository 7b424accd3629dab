import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../../lib/web/playground/api-client.ts';
import { ApiFailure } from '../../../../lib/web/playground/api-failure.ts';
import type { Frame } from '../../../../lib/web/playground/frame.ts';
import { type ConnectionNote, startStream } from '../../../../lib/web/playground/stream-client.ts';

const POST: ApiRequest = { method: 'POST', path: 'api/responses/text/stream', body: { input: 'Hi' } };

const sse = (id: number, event: string, data: object = {}) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify({ response_id: 'resp_1', ...data })}\n\n`;
const CREATED = sse(0, 'response.created');
const DELTA = sse(1, 'response.output_text.delta', { delta: 'Hi' });
const COMPLETED = sse(2, 'response.completed');

/** An answer that ends after `text`, or breaks there. */
const answer =
  (text: string, breaks = false) =>
  () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(text));
            if (!breaks) controller.close();
          },
          // After what came has been read: an error would drop it.
          pull: (controller) => (breaks ? controller.error(new TypeError('network error')) : undefined),
        }),
      ),
    );
const refusal = (statusCode: number) => () =>
  Promise.reject(new ApiFailure({ message: `status ${statusCode}`, statusCode, problems: [] }));

/** Streams from answers in their order. */
function stream(answers: readonly (() => Promise<Response>)[], resumable = true) {
  const sent: ApiRequest[] = [];
  const frames: Frame[] = [];
  const notes: ConnectionNote[] = [];
  const pauses: number[] = [];
  const longString = startStream({
    request: POST,
    resumable,
    send(request) {
      sent.push(request);
      return (answers[sent.length - 1] ?? refusal(500))();
    },
    onFrames: (some) => void frames.push(...some),
    onNote: (note) => void notes.push(note),
    sleep: async (milliseconds) => void pauses.push(milliseconds),
  });
  return { longString, sent, frames, notes, pauses, events: () => frames.map(({ event }) => event) };
}

const RESUMED = {
  method: 'GET',
  path: 'api/responses/resp_1/stream',
  headers: { 'last-event-id': '1' },
};

describe('a stream', () => {
  it('ends with its terminal event', async () => {
    const { longString, sent, events } = stream([answer(CREATED + DELTA + COMPLETED)]);
    await longString.ended;
    expect(sent).toEqual([POST]);
    expect(events()).toEqual(['response.created', 'response.output_text.delta', 'response.completed']);
  });

  it.each([
    ['breaks', answer(CREATED + DELTA, true)],
    ['ends early', answer(CREATED + DELTA)],
    [
      'says that it was cut',
      answer(
        `${CREATED}${DELTA}event: error\ndata: {"code":"upstream_connection_lost","resume":{"starting_after":1}}\n\n`,
      ),
    ],
  ])('goes on with Last-Event-ID where it %s', async (_, cut) => {
    const { longString, sent, notes } = stream([cut, answer(COMPLETED)]);
    await longString.ended;
    expect(sent).toEqual([POST, RESUMED]);
    expect(notes.map(({ kind }) => kind)).toEqual(['connected', 'cut', 'resumed']);
  });

  it('tries again with growing pauses, and fails at last', async () => {
    const { longString, sent, pauses } = stream([answer(CREATED + DELTA)]);
    await expect(longString.ended).rejects.toThrow('status 500');
    expect(pauses).toEqual([800, 1600, 3200, 6400, 12_800]);
    expect(sent).toHaveLength(6);
  });

  it('begins the pauses anew once a frame has come', async () => {
    const { longString, pauses } = stream([answer(CREATED), refusal(502), answer(DELTA, true), answer(COMPLETED)]);
    await longString.ended;
    expect(pauses).toEqual([800, 1600, 800]);
  });

  it('does not repeat what is refused for good', async () => {
    const { longString, sent } = stream([refusal(400)]);
    await expect(longString.ended).rejects.toThrow('status 400');
    expect(sent).toHaveLength(1);
  });

  it('does not send a request twice that got no answer', async () => {
    const { longString, sent } = stream([() => Promise.reject(new TypeError('Failed to fetch'))]);
    await expect(longString.ended).rejects.toThrow('The API cannot be reached.');
    expect(sent).toHaveLength(1);
  });

  it('is lost where nothing strings in the background', async () => {
    const { longString, sent } = stream([answer(CREATED + DELTA, true)], false);
    await expect(longString.ended).rejects.toThrow('The connection was lost.');
    expect(sent).toHaveLength(1);
  });

  it('ends with an error that says nothing of going on', async () => {
    const { longString, sent } = stream([
      answer(`${CREATED}event: error\ndata: {"code":"server_error","resume":null}\n\n`),
    ]);
    await longString.ended;
    expect(sent).toHaveLength(1);
  });
});
