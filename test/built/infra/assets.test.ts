import { readFileSync } from 'node:fs';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FrontDoor, startFrontDoor } from '../../../infra/local/front-door.ts';
import { type FunctionHost, startFunctionHost } from '../../../infra/local/lambda/function-host.ts';
import { type LocalS3, startLocalS3 } from '../../../infra/local/s3/local-s3.ts';
import { lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { type FakeSecrets, startFakeSecrets } from '../../support/fake-secrets.ts';
import { readFrames } from '../../support/read-frames.ts';
import { builtFunctions } from '../../support/stack.ts';
import { playEvents, playJson, startUpstream, type Upstream } from '../../support/upstream.ts';
import { type DeployedFunctions, deployFunctions } from './deployed-functions.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const BUCKET = 'assets-test';
const references = {
  STORAGE_BUCKET: BUCKET,
  OPENAI_API_KEY_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:key-AbCdEf',
  OPENAI_WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook-AbCdEf',
};

const response = { id: 'resp_1', object: 'response', status: 'completed', model: 'gpt-6.1-terra', output: [] };
const events = [
  { type: 'response.created', sequence_number: 0, response: { ...response, status: 'in_progress' } },
  {
    type: 'response.output_text.delta',
    sequence_number: 1,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta: 'Once',
  },
  { type: 'response.completed', sequence_number: 2, response },
];

let deployed: DeployedFunctions;
let secrets: FakeSecrets;
let upstream: Upstream;
let s3: LocalS3;
let host: FunctionHost;
let frontDoor: FrontDoor;

beforeAll(async () => {
  deployed = deployFunctions({ access: 'off', docs: 'public', playground: true, pollers: 4 });
  secrets = await startFakeSecrets({ value: 'sk-from-the-secret' });
  upstream = await startUpstream();
  s3 = await startLocalS3({ bucket: BUCKET });
  host = await startFunctionHost({
    functionsDirectory: deployed.functionsDirectory,
    // Where AWS's own services are, and the credentials of the function's role: Lambda's part, not the template's.
    environment: (name) => ({
      ...deployed.variablesOf(name, references),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      S3_ENDPOINT: s3.url,
      OPENAI_API_BASE_URL: upstream.url,
    }),
  });
  frontDoor = await startFrontDoor({ host, port: 0 });
});

afterAll(async () => {
  for (const part of [frontDoor, host, s3, upstream, secrets]) await part?.close();
  deployed?.remove();
});

describe.each(lambdaFunctions)('the asset of $name', ({ name, memoryMiB, timeoutSeconds }) => {
  it('is the built bundle, with the handler that the template names', () => {
    const bundle = (folder: string) => readFileSync(path.join(folder, name, 'index.mjs'), 'utf8');
    expect(bundle(deployed.functionsDirectory)).toBe(bundle(builtFunctions));
    expect(deployed.propertiesOf(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: memoryMiB,
      Timeout: timeoutSeconds,
    });
  });
});

describe.each([
  ['a function URL', {}],
  ['API Gateway', { 'x-front-door': 'api' }],
])('a deployed function, called through %s,', (_, door: Record<string, string>) => {
  const call = (to: string, body?: unknown) =>
    fetch(`${frontDoor.url}${to}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...door },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('answers without a secret where it needs none', async () => {
    const answer = await call('/api/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok' });
  });

  it('answers JSON', async () => {
    upstream.handle(playJson(response));
    const answer = await call('/api/responses/text', { input: 'Tell me a story' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: 'resp_1', status: 'completed' });
  });

  it('streams events', async () => {
    upstream.handle(playEvents(events));
    const answer = await call('/api/responses/text/stream', { input: 'Tell me a story' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const frames = await readFrames(answer);
    expect(frames.map(({ event }) => event)).toEqual(events.map(({ type }) => type));
    expect(frames[1]?.data).toMatchObject({ delta: 'Once', sequence: 1 });
  });

  it('takes parameters from the path', async () => {
    upstream.handle(playJson({ object: 'list', data: [], first_id: null, last_id: null, has_more: false }));
    const answer = await call('/api/responses/resp_1/input-items?limit=2');
    expect(answer.status).toBe(200);
    expect(upstream.requests.at(-1)?.url).toBe('/v1/responses/resp_1/input_items?limit=2');
  });

  it('says what is wrong with a request', async () => {
    const answer = await call('/api/responses/text', { inptu: 'Tell me a story' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ statusCode: 400, path: '/api/responses/text' });
  });

  it('has its key from the secret that the template refers to, and from no other', async () => {
    upstream.handle(playJson(response));
    await (await call('/api/responses/text', { input: 'Tell me a story' })).text();
    expect(new Set(secrets.asked)).toEqual(new Set([references.OPENAI_API_KEY_SECRET_ARN]));
    expect(upstream.requests.at(-1)?.headers.authorization).toBe('Bearer sk-from-the-secret');
  });
});

describe('the schedules', () => {
  const background = { ...response, id: 'resp_background', background: true, store: true };

  it('have the deployed poller settle what a deployed function has started', async () => {
    upstream.handle(playJson({ ...background, status: 'queued' }));
    const started = await fetch(`${frontDoor.url}/api/responses/text`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'Think for long', background: true }),
    });
    expect(started.status).toBe(202);
    upstream.handle(playJson(background));

    const polls = deployed.scheduleInputs.map(async (input) => {
      const { body } = await host.invoke('poll-background', JSON.parse(input));
      return (await json(body)) as { readonly settled: number };
    });
    const settled = (await Promise.all(polls)).map((poll) => poll.settled);
    expect(settled.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(settled).toHaveLength(4);
  });
});
