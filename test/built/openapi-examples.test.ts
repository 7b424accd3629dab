import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { film } from '../../infra/local/openai/videos/film.ts';
import { fieldsOf } from '../../lib/json/fields.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { readFrames } from '../support/read-frames.ts';
import { signed } from '../support/webhook-delivery.ts';
import { type DocumentedOperation, documented, documentedAs, frameProblems, problemsOf } from './openapi-validator.ts';
import { checkedJson, type OpenapiWorld, startOpenapiWorld } from './openapi-world.ts';

// Real processes, on a machine that may be busy; and the examples are sent as they are, paced.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: OpenapiWorld;
/** A response that can be fetched, one with images, a video that has ended, and a character; by operation, what else is kept. */
let ids: {
  readonly response: string;
  readonly images: string;
  readonly video: string;
  readonly character: string;
  readonly kept: Readonly<Record<string, string>>;
};

beforeAll(async () => {
  world = await startOpenapiWorld();
  const request = { input: 'A shore', store: true, metadata: { pace: 'none' } };
  // Of a stream in the background, which can be resumed, too.
  const stream = await world.stack.post('/api/responses/text/stream', { ...request, background: true });
  const [first] = await readFrames(stream);
  const answer = await world.stack.post('/api/responses/images', { ...request, image_size: '1024x640' });
  const response = String(first?.data.response_id);
  const { id: images } = (await answer.json()) as { readonly id: string };
  const idOf = async (path: string, body: object) =>
    ((await (await world.stack.post(path, body)).json()) as { readonly id: string }).id;
  const spoken = { model: 'tts-1', voice: 'alloy', input: 'Hi', store: true, audio_delivery: 'url' };
  const kept = {
    'get-speech-url': await idOf('/api/audio/speech', spoken),
    'get-image-set': await idOf('/api/images/generate', { prompt: 'A shore', image_delivery: 'url' }),
  };
  ids = { response, images, kept, ...(await makeVideo()) };
});
afterAll(() => world.close());

/** A video, once it has ended, and a character of it. */
async function makeVideo() {
  const begun = await world.stack.post('/api/videos/generate', { prompt: 'A shore [seconds=0]' });
  const { id: video } = (await begun.json()) as { readonly id: string };
  const form = new FormData();
  form.set('name', 'Mossy');
  form.set('video', await (await fetch(`${world.stack.url}/api/videos/${video}/content`)).blob(), 'shore.mp4');
  const made = await fetch(`${world.stack.url}/api/videos/characters`, { method: 'POST', body: form });
  const { id: character } = (await made.json()) as { readonly id: string };
  return { video, character };
}

/** An upload of an MP4. */
async function upload(): Promise<string> {
  const bytes = film('720x1280', 4);
  const asked = await world.stack.post('/api/uploads/url', { bytes: bytes.length, content_type: 'video/mp4' });
  const { upload_key: key, url } = (await asked.json()) as { readonly upload_key: string; readonly url: string };
  await fetch(url, { method: 'PUT', body: new Uint8Array(bytes), headers: { 'content-type': 'video/mp4' } });
  return key;
}

/** An example, with what there is in the place of what its names stand for. */
async function real(value: unknown): Promise<unknown> {
  const text = JSON.stringify(value).replaceAll('video_abc123', ids.video);
  const [named] = /upl_[0-9a-f]{32}/.exec(text) ?? [];
  return JSON.parse(named === undefined ? text : text.replaceAll(named, await upload()));
}

const withBody = documented.flatMap((operation) =>
  Object.entries(operation.examples).map(([name, { value }]) => [operation.operationId, name, value] as const),
);

/** A file for each field that an example has an upload in, and its type: half a second of silence, and a picture. */
async function filesOfExamples(): Promise<Readonly<Record<string, readonly [Buffer, string]>>> {
  const head = Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
  const [png] = (await pictures()) as [Picture];
  return { file: [Buffer.concat([head, Buffer.alloc(16_000)]), 'audio/wav'], image: [png.bytes, 'image/png'] };
}

/** A body in which an upload that there is stands for the one of the example. */
async function withUpload(value: unknown): Promise<unknown> {
  const body = fieldsOf(value);
  for (const [field, [bytes, contentType]] of Object.entries(await filesOfExamples())) {
    if (fieldsOf(body[field]).upload_key === undefined) continue;
    const asked = await world.stack.post('/api/uploads/url', { bytes: bytes.length, content_type: contentType });
    const { url, upload_key: key } = (await asked.json()) as { readonly url: string; readonly upload_key: string };
    const headers = { 'content-type': contentType };
    expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status).toBe(200);
    return { ...body, [field]: { ...fieldsOf(body[field]), upload_key: key } };
  }
  return value;
}

/** Sends a body, a webhook's signed. */
async function post({ operationId, path }: DocumentedOperation, value: unknown): Promise<Response> {
  if (operationId !== 'receive-webhook') return world.stack.post(path, await withUpload(value));
  const { headers, body } = signed(JSON.stringify(value), world.secret);
  return fetch(`${world.stack.url}${path}`, { method: 'POST', headers, body });
}

async function framesOf(operationId: string, response: Response) {
  const frames = await readFrames(response);
  return { frames, problems: frames.flatMap((frame) => frameProblems(operationId, frame)) };
}

describe('a request example', () => {
  it('is there for every endpoint that takes a body', () => {
    const posts = documented.filter(({ method, path }) => method === 'POST' && !path.endsWith('/cancel'));
    expect(posts.filter(({ examples }) => Object.keys(examples).length === 0)).toEqual([]);
  });

  it.concurrent.each(withBody)('of %s, %s, is answered as documented', async (operationId, name, value) => {
    const { path, ...operation } = documentedAs(operationId);
    const sent = path.startsWith('/api/videos') ? await real(value) : value;
    const response = await post({ ...operation, path: path.replace('{id}', ids.video) }, sent);
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      const { frames, problems } = await framesOf(operationId, response);
      expect(problems).toEqual([]);
      expect(frames.at(-1)?.event).toMatch(/^\w+\.completed$|\.done$/);
      return;
    }
    if (response.headers.get('content-type')?.startsWith('audio/')) {
      const [type = ''] = response.headers.get('content-type')?.split(';') ?? [];
      const sound = Buffer.from(await response.arrayBuffer());
      expect(sound.length).toBeGreaterThan(0);
      expect(problemsOf(operationId, response.status, type, sound.toString('latin1'))).toEqual([]);
      return;
    }
    const { status, body, problems } = await checkedJson(operationId, response);
    expect({ problems, code: body.error_code }).toEqual({ problems: [] });
    expect(status).toBe(name === 'background' || BEGINS_VIDEOS.test(operationId) ? 202 : 200);
  });
});

/** A video runs on. */
const BEGINS_VIDEOS = /^(?:generate|edit|extend|remix)-video$/;

/** What a request for a response that has none of it is refused with, by parameter. */
const REFUSED: Readonly<Record<string, number>> = { after: 400 };
/** And what is refused whole, by operation: access is off here. */
const OFF: Readonly<Record<string, number>> = { 'get-usage': 404 };

const withoutBody = documented
  .filter(({ path, method }) => path.startsWith('/api/') && (method !== 'POST' || path.endsWith('/cancel')))
  // Last, since it takes away what the others ask for.
  .sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))
  .flatMap(({ operationId, parameters }) =>
    [undefined, ...parameters.filter((parameter) => parameter.in !== 'path').map(({ name }) => name)].map(
      (name) => [operationId, name] as const,
    ),
  );

function idFor(operationId: string, name: string | undefined): string {
  if (operationId.endsWith('-character')) return ids.character;
  if (operationId.includes('-video')) return ids.video;
  return operationId === 'get-image-url' || name === 'images' ? ids.images : ids.response;
}

describe('an example of a parameter', () => {
  it.each(withoutBody)('of %s, %s, is answered as documented', async (operationId, name) => {
    const { path, method, parameters } = documentedAs(operationId);
    const parameter = parameters.find((candidate) => candidate.name === name);
    const id = ids.kept[operationId] ?? idFor(operationId, name);
    const url = new URL(`${world.stack.url}${path.replace('{id}', id)}`);
    const said = [parameter?.example].flat().map(String).join(',').replace('video_abc123', ids.video);
    if (parameter?.in === 'query') url.searchParams.set(parameter.name, said);
    const headers = parameter?.in === 'header' ? { [parameter.name]: said } : {};
    const response = await fetch(url, { method, headers });
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      const { frames, problems } = await framesOf(operationId, response);
      expect(problems).toEqual([]);
      expect(frames.length).toBeGreaterThan(0);
      return;
    }
    if (operationId === 'get-video-content') {
      expect(response.headers.get('content-type')).toMatch(/^(?:video|image)\//);
      return;
    }
    const { status, problems } = await checkedJson(operationId, response);
    expect(problems).toEqual([]);
    expect(status).toBe(OFF[operationId] ?? (operationId === 'list-videos' ? 200 : (REFUSED[name ?? ''] ?? 200)));
  });
});
