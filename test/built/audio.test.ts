import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playEvents, playJson, startUpstream, type Upstream } from '../support/upstream.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let upstream: Upstream;
let stack: Stack;
beforeAll(async () => {
  upstream = await startUpstream();
  stack = await startStack({ upstream: upstream.url });
});
afterAll(() => Promise.all([stack, upstream].map((part) => part.close())));

const request = { input: 'Speak', modalities: ['text', 'audio'], audio: { voice: 'verse', format: 'mp3' } };
const part = { type: 'output_audio', data: 'AAAA', transcript: 'Hi' };
const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [part] };

it.each(['/api/responses/text', '/api/responses/images'])(
  'POST %s sends audio on, and names its type',
  async (path) => {
    upstream.handle(playJson({ ...RESPONSE, output: [item] }));
    const response = await stack.post(path, request);
    const { output } = (await response.json()) as { readonly output: unknown };
    expect(upstream.requests.at(-1)?.json()).toMatchObject({ modalities: request.modalities, audio: request.audio });
    expect(output).toEqual([{ ...item, content: [{ ...part, media_type: 'audio/mpeg' }] }]);
  },
);

it('POST /api/responses/text/stream names the type beside every piece and every part', async () => {
  const events = [
    { type: 'response.created', response: { ...RESPONSE, output: [] } },
    { type: 'response.audio.delta', delta: 'AAAA' },
    { type: 'response.audio.done' },
    { type: 'response.content_part.done', item_id: 'msg_1', output_index: 0, content_index: 0, part },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: RESPONSE },
  ];
  upstream.handle(playEvents(events.map((event, sequence_number) => ({ ...event, sequence_number }))));
  const frames = await readFrames(await stack.post('/api/responses/text/stream', request));
  const spoken = frames.slice(1, -1);
  expect(spoken.map(({ event }) => event)).toEqual(events.slice(1, -1).map(({ type }) => type));
  expect(spoken.map(({ data }) => data.media_type)).toEqual(Array(4).fill('audio/mpeg'));
});

it.each([
  [{ voice: 'robot', format: 'mp3' }, 'audio.voice'],
  [{ voice: 'alloy', format: 'ogg' }, 'audio.format'],
])('refuses %j and sends nothing', async (audio, parameter) => {
  const before = upstream.requests.length;
  const response = await stack.post('/api/responses/text', { input: 'Speak', audio });
  expect([response.status, await response.json()]).toMatchObject([400, { parameter }]);
  expect(upstream.requests).toHaveLength(before);
});
