import { afterEach, describe, expect, it, vi } from 'vitest';
import { type FakeSecrets, type SecretAnswer, startFakeSecrets } from '../support/fake-secrets.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream } from '../support/upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:openai-key-abc';
const PATH = '/api/responses/text';
const REQUEST = { input: 'Hello' };
const response = { id: 'resp_1', object: 'response', status: 'completed', model: 'gpt-6.1-terra', output: [] };
const refused = {
  error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' },
};

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0)) await part.close();
});

async function start(answer: SecretAnswer): Promise<{ secrets: FakeSecrets; upstream: Upstream; stack: Stack }> {
  const secrets = await startFakeSecrets(answer);
  const upstream = await startUpstream(playJson(response));
  const stack = await startStack({
    upstream: upstream.url,
    environment: {
      OPENAI_API_KEY: '',
      OPENAI_API_KEY_SECRET_ARN: ARN,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      OPENAI_RETRY_DELAY: '0',
    },
  });
  opened.push(stack, upstream, secrets);
  return { secrets, upstream, stack };
}

const keysOf = ({ requests }: Upstream) => requests.map(({ headers }) => headers.authorization);

describe('a key in Secrets Manager', () => {
  it('is read at the first request, and once for many', async () => {
    const { secrets, upstream, stack } = await start({ value: 'sk-from-secrets-manager\n' });
    for (let index = 0; index < 3; index += 1) expect((await stack.post(PATH, REQUEST)).status).toBe(200);
    expect(secrets.asked).toEqual([ARN]);
    expect(keysOf(upstream)).toEqual(Array(3).fill('Bearer sk-from-secrets-manager'));
    expect(stack.logs.map(({ line }) => line).join('\n')).not.toContain('sk-from-secrets-manager');
  });

  it('is not read at a start, nor for a request that is refused here', async () => {
    const { secrets, stack } = await start({ value: 'sk-first' });
    expect((await stack.post(PATH, { temperature: 3 })).status).toBe(400);
    expect(secrets.asked).toEqual([]);
  });

  it('that OpenAI refuses just after it was read is not read again for that', async () => {
    const { secrets, upstream, stack } = await start({ value: 'sk-wrong' });
    upstream.handle(playJson(refused, 401));
    const answer = await stack.post(PATH, REQUEST);
    expect(answer.status).toBe(401);
    expect(secrets.asked).toHaveLength(1);
    expect(await answer.json()).toMatchObject({ error_code: 'invalid_api_key' });
  });

  it.each([
    ['there is nothing in it', { failure: 'ResourceNotFoundException' }, 500, 'misconfigured'],
    ['the function may not read it', { failure: 'AccessDeniedException' }, 500, 'misconfigured'],
    ['it holds no key', { value: 'hunter2' }, 500, 'misconfigured'],
    ['Secrets Manager fails', { failure: 'InternalServiceError' }, 502, 'secret_unavailable'],
  ] as const)('fails the request where %s, and the next one asks again', async (_why, answer, status, code) => {
    const { secrets, upstream, stack } = await start(answer);
    const failed = await stack.post(PATH, REQUEST);
    expect(failed.status).toBe(status);
    const body = await failed.text();
    expect(JSON.parse(body)).toMatchObject({ error_code: code, hint: expect.any(String) });
    expect(body + stack.logs.map(({ line }) => line).join()).not.toContain('hunter2');
    expect(upstream.requests).toEqual([]);
    if ('value' in answer) return;
    secrets.answer({ value: 'sk-now' });
    expect((await stack.post(PATH, REQUEST)).status).toBe(200);
    expect(keysOf(upstream)).toEqual(['Bearer sk-now']);
  });
});
