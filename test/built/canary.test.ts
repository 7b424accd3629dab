import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { signed, webhookEvent } from '../support/webhook-delivery.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { backgroundResponse, objectsAt, playRetrievals } from './background-calls.ts';
import {
  type Canary,
  canaries,
  leaks,
  type Payloads,
  printed,
  type Secrets,
  storedItems,
  storedObjects,
  type Traces,
} from './canaries.ts';
import {
  answers,
  invalidCalls,
  invalidOpenaiCalls,
  SECRET_RESPONSE,
  type SecretCall,
  secretCalls,
  streams,
} from './canary-calls.ts';
import { RESPONSE } from './played.ts';

// Real processes of every function, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const variables = {
  OPENAI_API_KEY: canaries.openaiKey.value,
  OPENAI_WEBHOOK_SECRET: canaries.webhookSecret.value,
  AWS_SECRET_ACCESS_KEY: canaries.awsSecret.value,
  // The SDK's own, which would have it log requests.
  OPENAI_LOG: 'debug',
  OPENAI_TIMEOUT: '1000',
  OPENAI_STREAM_IDLE_TIMEOUT: '500',
};

// What DEBUG prints, TRACE prints as well.
describe.each<Payloads>(['none', 'redacted', 'full'])('with LOG_LEVEL=TRACE and LOG_PAYLOADS=%s', (payloads) => {
  let world: AccessWorld;
  /** Before the table. */
  let gate: Upstream;
  let secrets: Secrets;
  let ada: string;
  let eve: string;
  let count = 0;
  const bodies: string[] = [];
  const headers: string[] = [];

  beforeAll(async () => {
    gate = await startUpstream(pass);
    const more = { LOG_PAYLOADS: payloads, LOG_LEVEL: 'TRACE', DYNAMODB_ENDPOINT: gate.url.replace('/v1', '') };
    const environment = { ...variables, ...more };
    world = await startAccessWorld({ ownUpstream: true, environment });
    ada = await world.keyOf('ada', { limits: { usd_per_day: 1_000_000, allow_unpriced: true } });
    eve = await world.keyOf('eve');
    const key: Canary = { mark: ada.slice(4, 16), value: ada, standsIn: [] };
    secrets = { ...canaries, key };
  });
  afterAll(() => Promise.all([world.close(), gate.close()]));

  /** As the table answers. */
  const pass: UpstreamHandler = async ({ headers, body }, response) => {
    const { 'x-amz-target': target = '', authorization = '' } = headers;
    const sent = { 'x-amz-target': `${target}`, authorization };
    // No connection is kept: the table ends one that has been idle, which may be the moment of its next request.
    const asked = request(world.table.url, { method: 'POST', headers: sent, agent: false }).end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/x-amz-json-1.0' });
    await pipeline(answer, response);
  };

  /** Asks as Ada, with every secret that a request has beside its body. */
  async function ask({ method, path, body }: SecretCall): Promise<void> {
    count += 1;
    const response = await fetch(`${world.stack.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ada}`,
        'idempotency-key': `${canaries.idempotencyKey.value}-${count}`,
        'x-forwarded-authorization': canaries.header.value,
        'openai-organization': canaries.header.value,
        'user-agent': canaries.header.value,
        cookie: `session=${canaries.cookie.value}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    headers.push(JSON.stringify([...response.headers]));
    bodies.push(await response.text().catch(String));
  }

  /** What somebody else is told by the same functions. */
  async function others(): Promise<string> {
    const asked = secretCalls.map(async ({ method, path, body }) => {
      count += 1;
      const response = await world.ask(eve, path.replace(/\?.*/, ''), {
        method,
        ...(body && { body: path.startsWith('/v1/chat') ? { messages: [] } : { input: 'Hi' } }),
      });
      return `${JSON.stringify([...response.headers])} ${await response.text()}`;
    });
    return (await Promise.all(asked)).join('\n');
  }

  async function traces(): Promise<Traces> {
    const records = () => world.stack.records().filter(({ message }) => message === 'interaction');
    await vi.waitFor(() => expect(records().length).toBeGreaterThanOrEqual(count), 20_000);
    return {
      ...printed(world.stack),
      answers: bodies.join('\n'),
      headers: headers.join('\n'),
      others: '',
      S3: await storedObjects(objectsAt(world.s3Url)),
      table: storedItems(await world.table.items()),
      OpenAI: world.upstream.requests
        .map(({ url, headers, body }) => `${url} ${JSON.stringify(headers)} ${body}`)
        .join(),
    };
  }

  const play = (handler: UpstreamHandler) => world.upstream.handle(handler);

  it('an answer of OpenAI’s, good or bad, leaves secrets where they may be', async () => {
    for (const handler of [...Object.values(answers), ...Object.values(streams)]) {
      play(handler);
      await Promise.all(secretCalls.map(ask));
    }
    const left = await traces();
    expect(leaks(left, secrets, payloads)).toEqual([]);
    // They have been there to be found.
    const { openaiKey, prompt, mcpAuthorization, base64, openaiQuery, errorText, answer } = canaries;
    for (const { mark } of [openaiKey, prompt, mcpAuthorization, base64, openaiQuery])
      expect(left.OpenAI).toContain(mark);
    for (const { mark } of [prompt, errorText, answer]) expect(left.answers).toContain(mark);
    for (const { mark } of [prompt, errorText, answer]) expect(left.log.includes(mark)).toBe(payloads === 'full');
    expect(left.table).toContain(answer.mark);
    expect(left.metrics).toContain('CloudWatchMetrics');
  });

  it('so does a request that is refused here', async () => {
    const asked = world.upstream.requests.length;
    await Promise.all(invalidCalls.map(ask));
    expect(leaks(await traces(), secrets, payloads)).toEqual([]);
    expect(world.upstream.requests.length - asked).toBeLessThan(invalidCalls.length / 2);
  });

  it('so does a background response, until it is archived', async () => {
    const id = 'resp_background';
    const begun = { ...SECRET_RESPONSE, ...backgroundResponse(id, 'queued'), tools: SECRET_RESPONSE.tools };
    const ended = { ...SECRET_RESPONSE, id, background: true };
    play(playJson(begun));
    const [create] = secretCalls;
    await ask({ method: 'POST', path: create?.path ?? '', body: { ...create?.body, background: true } });
    play(playRetrievals({ [id]: playJson(ended) }));
    const delivery = signed(webhookEvent('response.completed', { id }), canaries.webhookSecret.value);
    const delivered = await fetch(`${world.stack.url}/api/webhooks/openai`, { method: 'POST', ...delivery });
    expect(await delivered.json()).toEqual({ received: true, result: 'settled' });
    await ask({ method: 'GET', path: `/api/responses/${id}` });
    const left = await traces();
    expect(leaks(left, secrets, payloads)).toEqual([]);
    expect(left.S3).toContain(canaries.answer.mark);
  });

  it('a refusal in OpenAI’s dialect that is not OpenAI’s repeats nothing', async () => {
    const asked = world.upstream.requests.length;
    const before = bodies.length;
    await Promise.all(invalidOpenaiCalls.map(ask));
    const told = bodies.slice(before);
    expect(told.filter((body) => /^\{"error":\{"message":/.test(body))).toHaveLength(invalidOpenaiCalls.length);
    expect(Object.entries(secrets).filter(([, { mark }]) => told.join().includes(mark))).toEqual([]);
    expect(world.upstream.requests).toHaveLength(asked);
  });

  it('nobody else is told any of it', async () => {
    play(playJson({ ...RESPONSE, id: 'resp_eve' }));
    const told = await others();
    expect(Object.entries(secrets).filter(([, { mark }]) => told.includes(mark))).toEqual([]);
  });

  it('a table that fails while requests run lets nothing out', async () => {
    play(answers['a success'] ?? pass);
    gate.handle(({ headers, body, ...request }, response) => {
      const isKey = body.includes('KEY#');
      const refuse = playJson({ __type: 'x#ValidationException', message: `No: ${body}` }, 400);
      return (isKey ? pass : refuse)({ headers, body, ...request }, response);
    });
    await Promise.all(secretCalls.map(ask));
    expect(leaks(await traces(), secrets, payloads)).toEqual([]);
  });
});
