import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../../lib/config/environment.ts';
import type { RequestContext } from '../../../../lib/context/request-context.ts';
import { contextOf } from '../../../../lib/http/context-of.ts';
import { beginRequest } from '../../../../lib/http/middleware/begin-request.ts';
import type { MiddlewareRequest } from '../../../../lib/http/middleware-request.ts';
import { gatewayEvent, urlEvent } from '../../../support/fake-awslambda.ts';

const environment = readEnvironment({ OPENAI_API_KEY: 'sk-test' });

/** The context of an event, of which Lambda's own is `leftMs` from its end. */
function begun(event: unknown, leftMs = () => 9_000): RequestContext {
  const request = { event, context: { getRemainingTimeInMillis: leftMs } } as MiddlewareRequest;
  beginRequest(environment, { paths: { service: '/api/responses/{id}' } }).before(request);
  return contextOf(request);
}

describe('the context of a request', () => {
  it('says which way it came, and what is before its path', () => {
    expect(begun(urlEvent('/api/responses/r'))).toMatchObject({
      path: '/api/responses/r',
      frontDoor: 'function-url',
      basePath: '',
      environment,
    });
    expect(begun(gatewayEvent('/api/responses/r'))).toMatchObject({
      path: '/api/responses/r',
      frontDoor: 'api-gateway',
      basePath: '/prod',
    });
  });

  it.each(['origin', 'Origin'])('has the page that asks, by the header %s', (name) => {
    expect(begun(gatewayEvent('/', { headers: { [name]: 'https://app.example' } })).origin).toBe('https://app.example');
  });

  it.each([undefined, null, {}, 'text', []])('is there even for an event that is none: %j', (event) => {
    expect(begun(event)).toMatchObject({ path: '', basePath: '' });
  });

  it("has Lambda's deadline as it stands when it is asked", () => {
    let left = 9_000;
    const { deadline } = begun({}, () => left);
    left = 4_000;
    expect(deadline.leftMs(0)).toBe(4_000);
  });

  it('is of one request alone', () => {
    const [one, other] = [begun({}), begun({})];
    one.recorder.retried();
    expect(other.recorder.facts()).toEqual({ retries: 0 });
  });
});

it('is missed where it has not begun', () => {
  expect(() => contextOf({})).toThrow('beginRequest');
});
