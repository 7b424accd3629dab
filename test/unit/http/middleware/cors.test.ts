import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../lib/context/answer.ts';
import type { RequestContext } from '../../../../lib/context/request-context.ts';
import { setContext } from '../../../../lib/http/context-of.ts';
import { cors } from '../../../../lib/http/middleware/cors.ts';
import type { MiddlewareRequest } from '../../../../lib/http/middleware-request.ts';
import { requestContext } from '../../../support/request-context.ts';

const ours = 'https://app.example';

/** The answer as it leaves, to a page of `origin`. */
function answered(
  origins: string,
  changes: Partial<RequestContext>,
  hook: 'after' | 'onError' = 'after',
  response: Answer | undefined = { statusCode: 200, headers: { 'x-kept': 'yes' }, body: {} },
) {
  const request = { response } as MiddlewareRequest;
  setContext(
    request,
    requestContext({ CORS_ORIGINS: origins }, { frontDoor: 'api-gateway', origin: ours, ...changes }),
  );
  cors()[hook](request);
  return request.response;
}

describe('what comes through API Gateway', () => {
  it.each(['after', 'onError'] as const)('may be read by a page of the deployment, %s', (hook) => {
    expect(answered(`https://other.example,${ours}`, {}, hook)).toEqual({
      statusCode: 200,
      headers: {
        'x-kept': 'yes',
        'access-control-allow-origin': ours,
        'access-control-expose-headers': '*',
        vary: 'origin',
      },
      body: {},
    });
  });

  it('may be read by any page where every origin is allowed, whoever asks', () => {
    for (const origin of [ours, undefined]) {
      const { headers } = answered('*', { origin }) ?? {};
      expect(headers).toMatchObject({ 'access-control-allow-origin': '*' });
      expect(headers).not.toHaveProperty('vary');
    }
  });

  it.each([
    ['of another origin', { origin: `${ours}.evil.example` }],
    ['of the same host without encryption', { origin: 'http://app.example' }],
    ['that says nothing of itself', { origin: undefined }],
    ['that calls the function URL, which adds these headers itself', { frontDoor: 'function-url' as const }],
  ])('says nothing to a page %s', (_name, changes) => {
    expect(answered(ours, changes)?.headers).toEqual({ 'x-kept': 'yes' });
  });

  it('stays nothing where there is no answer', () => {
    const request = { response: undefined } as unknown as MiddlewareRequest;
    setContext(request, requestContext({ CORS_ORIGINS: '*' }, { frontDoor: 'api-gateway' }));
    cors().after(request);
    expect(request.response).toBeUndefined();
  });
});
