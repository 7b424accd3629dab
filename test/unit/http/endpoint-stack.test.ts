import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inputItemsRequest } from '../../../lib/apis/responses/schemas/input-items-request.ts';
import { textRequestSchema } from '../../../lib/apis/responses/schemas/text-request.ts';
import { webhookDelivery } from '../../../lib/apis/webhooks/schemas/webhook-delivery.ts';
import type { Answer } from '../../../lib/context/answer.ts';
import type { RequestContext } from '../../../lib/context/request-context.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { endpoint } from '../../../lib/http/endpoint.ts';
import { logger } from '../../../lib/logging/logger.ts';
import { type EventOptions, gatewayEvent, invoke, stubAwslambda, urlEvent } from '../../support/fake-awslambda.ts';

const TEXT = '/api/responses/text';
const ok: Answer = { statusCode: 200, body: { fine: true } };

/** Records of the request log, and its lines on failures. */
let records: Record<string, unknown>[];
let failures: unknown[];

beforeEach(() => {
  stubAwslambda();
  vi.stubEnv('OPENAI_API_KEY', 'sk-test');
  vi.stubEnv('CORS_ORIGINS', 'https://app.example');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  records = [];
  failures = [];
  const keep = (message: unknown, extra: unknown) => {
    if (message === 'interaction') records.push(extra as Record<string, unknown>);
    else failures.push(extra);
  };
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(logger(), level).mockImplementation(keep as never);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** The endpoint create-text, around a service that is told what it was served with. */
function textEndpoint(serve: (request: object, context: RequestContext) => Promise<Answer> | Answer = () => ok) {
  const service = vi.fn(serve);
  const serveBody = ({ body }: { readonly body: object }, context: RequestContext) => service(body, context);
  return { handler: endpoint('create-text', { request: { body: textRequestSchema }, serve: serveBody }), service };
}

function post(body: string, headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' }) {
  return { method: 'POST', body, headers } satisfies EventOptions;
}

const good = post('{"input":"Hi"}');

describe('a request that is good', () => {
  it('is answered by its service, as one chunk of JSON, with one record', async () => {
    const { handler, service } = textEndpoint((_request, context) => {
      context.recorder.generated({ responseModel: 'gpt-5', costEstimate: 0.25 });
      return { statusCode: 202, headers: { location: '/x' }, body: { fine: true } };
    });
    const answer = await invoke(handler, urlEvent(TEXT, good));
    expect(service).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ input: 'Hi' }), expect.anything());
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: { 'content-type': 'application/json; charset=utf-8', location: '/x' },
      chunks: ['{"fine":true}'],
    });
    expect(records).toMatchObject([
      {
        endpoint: 'create-text',
        request: { input: '[2 characters]' },
        metadata: { response_status: 202, cost_estimate: 0.25 },
      },
    ]);
  });

  it('has its record written after the last byte of its stream', async () => {
    const seen: number[] = [];
    const { handler } = textEndpoint(() => ({
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream' },
      stream: async (sink) => {
        sink.write('data: 1\n\n');
        seen.push(records.length);
        sink.write('data: 2\n\n');
      },
    }));
    const answer = await invoke(handler, urlEvent(TEXT, good));
    expect(answer.chunks).toEqual(['data: 1\n\n', 'data: 2\n\n']);
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect([seen, records.length]).toEqual([[0], 1]);
  });

  it('is told of fields that nobody knows, whether it succeeds or not', async () => {
    const body = post('{"input":"Hi","frobnication":1}');
    const { handler: fails } = textEndpoint(() => Promise.reject(new ServiceError('upstream_timeout')));
    for (const handler of [textEndpoint().handler, fails]) {
      const { headers } = await invoke(handler, urlEvent(TEXT, body));
      expect(headers['x-request-warnings']).toContain('frobnication');
    }
  });

  it.each([
    ['function URL', urlEvent, ''],
    ['API Gateway', gatewayEvent, '/prod'],
  ])('has its context, by %s', async (_name, eventOf, basePath) => {
    const { handler, service } = textEndpoint();
    await invoke(handler, eventOf(TEXT, good), 7_000);
    const [, context] = service.mock.calls[0] ?? [];
    expect(context).toMatchObject({ path: TEXT, basePath, environment: { openaiApiKey: 'sk-test' } });
    expect(context?.deadline.leftMs(0)).toBe(7_000);
  });

  it('takes path and query where it has no body, and parameters of the path come first', async () => {
    const serve = vi.fn(() => ok);
    const handler = endpoint('list-input-items', { request: inputItemsRequest, serve });
    await invoke(handler, urlEvent('/api/responses/resp_1/input-items', { query: 'limit=5&id=resp_2' }));
    expect(serve.mock.calls).toMatchObject([[{ path: { id: 'resp_1' }, query: { limit: 5 } }, {}]]);
  });

  it('is not read, nor logged, before its signature has been checked', async () => {
    const serve = vi.fn(() => ok);
    const handler = endpoint('receive-webhook', { request: webhookDelivery, serve });
    const body = '{"id" : "evt_1"';
    await invoke(handler, urlEvent('/api/webhooks/openai', { ...post(body), headers: { 'Webhook-Id': 'wh_1' } }));
    expect(serve.mock.calls).toMatchObject([[{ body, headers: { 'webhook-id': 'wh_1' } }, {}]]);
    expect(records).toMatchObject([{ request: null }]);
  });
});

describe('a request that is refused', () => {
  /** Each has all the mistakes after it as well, so that the order of the checks shows. */
  it.each<[string, string, EventOptions, number, string]>([
    ['another path', '/api/other', post('{', { 'content-type': 'text/plain' }), 404, 'route_not_found'],
    ['another method', TEXT, { ...post('{', {}), method: 'PUT' }, 405, 'method_not_allowed'],
    ['too many bytes', TEXT, post('{'.repeat(6 * 1024 * 1024 + 1), {}), 413, 'request_too_large'],
    ['a coding that is not known', TEXT, post('{', { 'content-encoding': 'rot13' }), 415, 'unsupported_media_type'],
    ['nesting too deep', TEXT, post('['.repeat(600), { 'content-type': 'text/plain' }), 400, 'validation_failed'],
    ['no JSON by its type', TEXT, post('{', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
    ['no JSON', TEXT, post('{"input":'), 400, 'invalid_json'],
    ['no body', TEXT, post(''), 400, 'invalid_json'],
    ['a bad value', TEXT, post('{"input":"Hi","temperature":9}'), 400, 'validation_failed'],
  ])('for %s never reaches its service', async (_name, path, options, statusCode, code) => {
    const { handler, service } = textEndpoint();
    const answer = await invoke(handler, urlEvent(path, options));
    expect(service).not.toHaveBeenCalled();
    expect(answer.statusCode).toBe(statusCode);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json()).toEqual(expect.objectContaining({ statusCode, path, error_code: code }));
    expect(records).toMatchObject([{ metadata: { response_status: statusCode } }]);
  });

  it('says which method it would take', async () => {
    const answer = await invoke(textEndpoint().handler, urlEvent(TEXT, { method: 'GET' }));
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
  });

  it('lists every problem', async () => {
    const body = post('{"input":"Hi","temperature":9,"top_p":"x"}');
    const { errors } = (await invoke(textEndpoint().handler, urlEvent(TEXT, body))).json();
    expect(errors).toMatchObject([{ parameter: 'temperature' }, { parameter: 'top_p' }]);
  });

  it('can be read by a page of the deployment, like any other answer', async () => {
    const headers = { Origin: 'https://app.example' };
    const handler = endpoint('health', { request: {}, serve: () => ok });
    for (const path of ['/api/health', '/api/other']) {
      const answer = await invoke(handler, gatewayEvent(path, { headers }));
      expect(answer.headers['access-control-allow-origin']).toBe('https://app.example');
    }
  });
});

describe('a service that fails', () => {
  it('is answered with what it throws, and the record has the code', async () => {
    const error = new ServiceError('upstream_unreachable', { requestId: 'req_1' });
    const { handler } = textEndpoint(() => Promise.reject(error));
    const answer = await invoke(handler, urlEvent(TEXT, good));
    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toMatchObject({ error_code: 'upstream_unreachable', request_id: 'req_1' });
    expect(records).toMatchObject([{ metadata: { response_status: 502, openai_request_id: 'req_1' } }]);
    expect(failures).toEqual([error]);
  });

  it('says nothing internal to its caller, and everything to the log', async () => {
    const { handler } = textEndpoint(() => {
      throw new TypeError('secret detail');
    });
    const answer = await invoke(handler, urlEvent(TEXT, good));
    expect(answer.json()).toMatchObject({ statusCode: 500, error_code: 'internal_error' });
    expect(answer.chunks.join('')).not.toContain('secret detail');
    expect(failures).toMatchObject([{ cause: { message: 'secret detail' } }]);
    expect(records).toHaveLength(1);
  });

  it('in its stream fails the invocation, and still has its record', async () => {
    const { handler } = textEndpoint(() => ({
      statusCode: 200,
      stream: () => Promise.reject(new Error('closed')),
    }));
    await expect(invoke(handler, urlEvent(TEXT, good))).rejects.toThrow('closed');
    expect(records).toMatchObject([{ metadata: { response_status: 200 } }]);
  });
});

describe('an event that is no HTTP request', () => {
  it('is answered, and recorded', async () => {
    const answer = await invoke(textEndpoint().handler, { Records: [] });
    expect([answer.statusCode, records.length]).toEqual([500, 1]);
  });
});

it('does not start without the key that it needs', async () => {
  vi.resetModules();
  vi.stubEnv('OPENAI_API_KEY', '');
  const fresh = await import('../../../lib/http/endpoint.ts');
  const make = (name: 'create-text' | 'health') => fresh.endpoint(name, { request: {}, serve: () => ok });
  expect(() => make('create-text')).toThrow('OPENAI_API_KEY');
  expect(() => make('health')).not.toThrow();
});
