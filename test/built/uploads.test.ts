import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FormFile } from '../../lib/multipart/form-file.ts';
import { readForm } from '../../lib/multipart/read-form.ts';
import { playJson } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { objectsAt } from './background-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/v1/audio/transcriptions';
const sound = randomBytes(3_000_000);

interface UploadUrl {
  readonly upload_key: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

let world: AccessWorld;
let ada: string;
let eve: string;

beforeAll(async () => {
  world = await startAccessWorld({ ownUpstream: true });
  ada = await world.keyOf('ada');
  eve = await world.keyOf('eve');
});
afterAll(() => world.close());
beforeEach(() => world.upstream.handle(playJson({ text: 'Hello.', usage: { type: 'duration', seconds: 1 } })));

async function urlFor(key: string, bytes = sound.length): Promise<UploadUrl> {
  const asked = await world.ask(key, '/api/uploads/url', { body: { bytes, content_type: 'audio/wav' } });
  expect(asked.status).toBe(200);
  return (await asked.json()) as UploadUrl;
}

async function uploaded(key: string): Promise<string> {
  const { url, upload_key: uploadKey } = await urlFor(key);
  const put = await fetch(url, { method: 'PUT', headers: { 'content-type': 'audio/wav' }, body: sound });
  expect(put.status).toBe(200);
  return uploadKey;
}

const kept = async () => (await objectsAt(world.s3Url).keys()).filter((key) => key.startsWith('uploads/'));

/** The form that OpenAI was sent last. */
async function sentForm() {
  const { bytes, headers } = world.upstream.requests.at(-1) ?? {};
  return readForm(bytes ?? Buffer.alloc(0), headers?.['content-type'] ?? '');
}

describe('an upload', () => {
  it('goes to OpenAI in place of a file, whole, and is gone once it is there', async () => {
    const key = await uploaded(ada);
    expect(await kept()).toEqual([`uploads/${key}`]);
    const body = {
      model: 'whisper-1',
      file: { upload_key: key, filename: 'talk.wav' },
      timestamp_granularities: ['word'],
    };
    const answer = await world.ask(ada, PATH, { body });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ text: 'Hello.' })]);
    const { file, ...fields } = await sentForm();
    expect(fields).toEqual({ model: 'whisper-1', timestamp_granularities: ['word'] });
    expect(file).toMatchObject({ filename: 'talk.wav', bytes: sound.length });
    const sent = createHash('sha256').update(sound).digest('hex');
    expect(file instanceof FormFile && file.sha256).toBe(sent);
    expect(await kept()).toEqual([]);
  });

  it('may be named in a form', async () => {
    const form = new FormData();
    form.set('model', 'whisper-1');
    form.set('file', JSON.stringify({ upload_key: await uploaded(ada) }));
    const headers = { authorization: `Bearer ${ada}` };
    const answer = await fetch(`${world.stack.url}${PATH}`, { method: 'POST', headers, body: form });
    expect(answer.status).toBe(200);
    expect((await sentForm()).file).toMatchObject({
      filename: expect.stringMatching(/^upl_\w+\.wav$/),
      bytes: sound.length,
    });
  });

  it('stays where OpenAI has refused the request, in OpenAI’s own bytes', async () => {
    const key = await uploaded(ada);
    const refusal = { error: { message: 'No such model.', type: 'invalid_request_error', param: 'model', code: null } };
    world.upstream.handle(playJson(refusal, 400));
    const answer = await world.ask(ada, PATH, { body: { model: 'whisper-9', file: { upload_key: key } } });
    expect([answer.status, await answer.text()]).toEqual([400, JSON.stringify(refusal)]);
    expect(await kept()).toEqual([`uploads/${key}`]);
    world.upstream.handle(playJson({ text: 'Hello.' }));
    expect((await world.ask(ada, PATH, { body: { model: 'whisper-1', file: { upload_key: key } } })).status).toBe(200);
  });

  it('is nobody else’s', async () => {
    const key = await uploaded(ada);
    const asked = world.upstream.requests.length;
    const body = (uploadKey: string) => ({ model: 'whisper-1', file: { upload_key: uploadKey } });
    const others = await world.ask(eve, PATH, { body: body(key) });
    const nobodys = await world.ask(eve, PATH, { body: body(`upl_${'0'.repeat(32)}`) });
    expect(others.status).toBe(404);
    expect(await others.text()).toBe(await nobodys.text());
    expect(world.upstream.requests).toHaveLength(asked);
  });

  it.each([
    ['is not there yet', async () => (await urlFor(ada)).upload_key],
    ['is no key', async () => '../images/1'],
  ])('that %s is 404', async (_what, keyOf) => {
    const body = { model: 'whisper-1', file: { upload_key: await keyOf() } };
    expect((await world.ask(ada, PATH, { body })).status).toBe(404);
  });

  it.each([
    ['no size', { content_type: 'audio/wav' }, 'bytes'],
    ['no bytes', { bytes: 0, content_type: 'audio/wav' }, 'bytes'],
    ['more than S3 takes', { bytes: 5 * 1024 ** 3 + 1, content_type: 'audio/wav' }, 'bytes'],
    ['half a byte', { bytes: 1.5, content_type: 'audio/wav' }, 'bytes'],
    ['no type', { bytes: 1 }, 'content_type'],
    ['a type that is none', { bytes: 1, content_type: 'wav\r\nx-amz-acl: public-read' }, 'content_type'],
    ['a field that is not known', { bytes: 1, content_type: 'audio/wav', key: 'x' }, 'key'],
  ])('of %s is refused', async (_what, body, parameter) => {
    const answer = await world.ask(ada, '/api/uploads/url', { body });
    const { error_code: code, errors } = (await answer.json()) as {
      error_code: string;
      errors: { parameter: string }[];
    };
    expect([answer.status, code, errors.map((each) => each.parameter)]).toEqual([
      400,
      'validation_failed',
      [parameter],
    ]);
  });

  it('has a URL that is signed for its size and type alone', async () => {
    const { url, headers } = await urlFor(ada, 77);
    expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(headers).toEqual({ 'content-type': 'audio/wav', 'content-length': '77' });
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('900');
  });
});
