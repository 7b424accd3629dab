import { APIError } from 'openai/core/error';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../lib/config/environment.ts';
import type { RequestContext } from '../../../lib/context/request-context.ts';
import { requestUpstream } from '../../../lib/upstream/request-upstream.ts';
import { requestContext } from '../../support/request-context.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:renewed';
const refusal = () =>
  APIError.generate(401, { error: { message: 'Incorrect API key provided' } }, undefined, new Headers());

function callWith(variables: Record<string, string>): RequestContext {
  return requestContext({}, { environment: readEnvironment(variables), now: () => 0, date: () => new Date(0) });
}

/** Refuses the key so many times, then answers. */
function refusing(times: number) {
  let sent = 0;
  const send = async () => {
    sent += 1;
    if (sent <= times) throw refusal();
    return { headers: [], body: {} };
  };
  return { send, sent: () => sent };
}

describe('a key that OpenAI refuses', () => {
  it('is read again, and the request sent once more, where it comes from Secrets Manager', async () => {
    const { send, sent } = refusing(1);
    await requestUpstream(callWith({ OPENAI_API_KEY_SECRET_ARN: ARN }), { kind: 'generation' }, send);
    expect(sent()).toBe(2);
  });

  it('is refused for good the second time', async () => {
    const { send, sent } = refusing(2);
    const context = callWith({ OPENAI_API_KEY_SECRET_ARN: ARN });
    await expect(requestUpstream(context, { kind: 'generation' }, send)).rejects.toMatchObject({ statusCode: 401 });
    expect(sent()).toBe(2);
  });

  it('is refused at once where it stands in the environment', async () => {
    const { send, sent } = refusing(1);
    await expect(
      requestUpstream(callWith({ OPENAI_API_KEY: 'sk-a' }), { kind: 'generation' }, send),
    ).rejects.toMatchObject({
      statusCode: 401,
    });
    expect(sent()).toBe(1);
  });
});
