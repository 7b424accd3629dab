import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Endpoint } from '../../../lib/endpoints/table.ts';
import { type EndpointDefinition, endpointHandler } from '../../../lib/http/endpoint.ts';
import { logger } from '../../../lib/logging/logger.ts';
import { queryInteger } from '../../../lib/validation/query.ts';
import type { RequestSchemas } from '../../../lib/validation/request-schemas.ts';

/** The row of an endpoint that no table has. */
const search: Endpoint = {
  name: 'search-store',
  api: 'service',
  method: 'POST',
  paths: { service: '/api/stores/{id}/search', openai: '/v1/stores/{id}/search' },
  takes: 'json',
  responds: 'json',
  auth: 'caller',
  timeoutSeconds: 30,
  memoryMiB: 256,
  access: { openai: false },
  errors: ['request', 'body'],
  summary: 'Search a store',
};

const request = {
  path: z.object({ id: z.string().regex(/^vs_/) }),
  query: z.object({ limit: queryInteger('limit', 1, 50).default(10) }),
  headers: z.object({ 'x-locale': z.string().default('en') }),
  body: z.object({ question: z.string() }),
};

/** What one request to an endpoint is like. */
interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const asJson = { 'content-type': 'application/json' };

function functionUrlEvent({ method = 'POST', path = '/', query = '', headers = asJson, body }: Asked): unknown {
  return {
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: { http: { method } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** Status, headers and body of an answer of the whole stack, as Lambda's response stream gets them. */
async function answerOf(handler: unknown, event: unknown) {
  const stream = new PassThrough();
  const body = text(stream);
  const handle = handler as (event: unknown, stream: unknown, context: unknown) => Promise<void>;
  await handle(event, stream, { getRemainingTimeInMillis: () => 30_000 });
  return { ...heads.get(stream), body: JSON.parse(await body) };
}

const heads = new WeakMap<object, { readonly statusCode: number; readonly headers?: Record<string, string> }>();

/** An endpoint that answers with what its service was given. */
function echoing<S extends RequestSchemas>(row: Endpoint, schemas: EndpointDefinition<S>['request']) {
  return endpointHandler(row, {
    request: schemas,
    serve: (given, { basePath }) => ({ statusCode: 200, body: { given, basePath } }),
  });
}

beforeAll(() => {
  vi.stubEnv('LOG_PAYLOADS', 'full');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  vi.spyOn(logger(), 'info').mockImplementation(() => {});
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: {
      from(stream: object, head: { readonly statusCode: number }) {
        heads.set(stream, head);
        return stream;
      },
    },
  });
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('an endpoint with a path parameter, a query, a header and a body', () => {
  const path = '/api/stores/vs_1/search';

  it('serves one typed object of all four', async () => {
    const { statusCode, body } = await answerOf(
      echoing(search, request),
      functionUrlEvent({
        path,
        query: 'limit=5&other=1',
        headers: { ...asJson, 'X-Locale': 'de' },
        body: { question: 'Why?' },
      }),
    );
    expect(statusCode).toBe(200);
    expect(body.given).toEqual({
      path: { id: 'vs_1' },
      query: { limit: 5 },
      headers: { 'x-locale': 'de' },
      body: { question: 'Why?' },
    });
  });

  it('has the defaults of each part', async () => {
    const { body } = await answerOf(echoing(search, request), functionUrlEvent({ path, body: { question: '' } }));
    expect(body.given).toMatchObject({ query: { limit: 10 }, headers: { 'x-locale': 'en' } });
  });

  it('is told of the problems of all parts at once: query, path, body', async () => {
    const asked = { path: '/api/stores/1/search', query: 'limit=99', body: { question: 1 } };
    const { statusCode, body } = await answerOf(echoing(search, request), functionUrlEvent(asked));
    expect(statusCode).toBe(400);
    expect(body).toMatchObject({ error_code: 'validation_failed', parameter: 'limit' });
    expect(body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual(['limit', 'id', 'question']);
  });

  it('is told that the body is no JSON before anything is checked', async () => {
    const event = { ...(functionUrlEvent({ path: '/api/stores/1/search' }) as object), body: '{' };
    const { statusCode, body } = await answerOf(echoing(search, request), event);
    expect([statusCode, body.error_code]).toEqual([400, 'invalid_json']);
  });

  it('is logged with the parameters beside the body', async () => {
    const asked = {
      path,
      query: 'limit=5&other=1',
      headers: { ...asJson, 'x-locale': 'de' },
      body: { question: 'Why?' },
    };
    await answerOf(echoing(search, request), functionUrlEvent(asked));
    expect(logger().info).toHaveBeenLastCalledWith(
      'interaction',
      expect.objectContaining({
        api: 'service',
        endpoint: 'search-store',
        request: { limit: '5', other: '1', 'x-locale': 'de', id: 'vs_1', body: { question: 'Why?' } },
      }),
    );
  });
});

describe('an endpoint of two dialects', () => {
  const body = { question: 'Why?' };

  it.each(['/api/stores/vs_1/search', '/v1/stores/vs_1/search', '/v1/stores/vs_1/search/'])(
    'is asked by %s',
    async (path) => {
      const answer = await answerOf(echoing(search, request), functionUrlEvent({ path, body }));
      expect(answer.statusCode).toBe(200);
      expect(answer.body.given.path).toEqual({ id: 'vs_1' });
    },
  );

  it.each(['/api/stores/{id}/search', '/v1/stores/{id}/search'])(
    'is asked by the resource %s of API Gateway, behind its stage',
    async (resource) => {
      const path = resource.replace('{id}', 'vs_1');
      const event = {
        httpMethod: 'POST',
        path,
        resource,
        pathParameters: { id: 'vs_1' },
        headers: asJson,
        requestContext: { path: `/prod${path}` },
        body: JSON.stringify(body),
      };
      const answer = await answerOf(echoing(search, request), event);
      expect(answer.body).toMatchObject({ given: { path: { id: 'vs_1' } }, basePath: '/prod' });
    },
  );

  it('names both where it is asked by another path', async () => {
    const { statusCode, body: refusal } = await answerOf(
      echoing(search, request),
      functionUrlEvent({ path: '/v1/stores', body }),
    );
    expect(statusCode).toBe(404);
    const served = 'This function serves POST /api/stores/{id}/search and /v1/stores/{id}/search.';
    expect(refusal).toEqual({
      error: {
        message: `There is no such endpoint. ${served}`,
        type: 'invalid_request_error',
        param: null,
        code: 'route_not_found',
      },
    });
    const own = await answerOf(echoing(search, request), functionUrlEvent({ path: '/api/stores', body }));
    expect(own.body.hint).toBe(served);
  });
});

describe.each(['PUT', 'PATCH', 'DELETE'] as const)('an endpoint of the method %s', (method) => {
  const row = { ...search, method };
  const path = '/api/stores/vs_1/search';

  it('is served', async () => {
    const asked = { method, path, body: { question: 'Why?' } };
    const { statusCode, body } = await answerOf(echoing(row, request), functionUrlEvent(asked));
    expect(statusCode).toBe(200);
    expect(body.given.body).toEqual({ question: 'Why?' });
  });

  it('takes no other method', async () => {
    const { statusCode, headers } = await answerOf(echoing(row, request), functionUrlEvent({ path, body: {} }));
    expect([statusCode, headers?.allow]).toEqual([405, method]);
  });
});

describe('an endpoint that reads one part alone', () => {
  const path = '/api/stores/vs_1/search';

  it('is not told of the others', async () => {
    const handler = echoing(search, { body: request.body });
    const { body } = await answerOf(handler, functionUrlEvent({ path, query: 'limit=x', body: { question: 'Why?' } }));
    expect(body.given).toEqual({ body: { question: 'Why?' } });
  });

  it('needs no body where it takes none', async () => {
    const handler = echoing({ ...search, takes: 'nothing' }, { query: request.query });
    const { body } = await answerOf(handler, functionUrlEvent({ path, query: 'limit=7' }));
    expect(body.given).toEqual({ query: { limit: 7 } });
  });

  it('has the text of the body where it takes it raw', async () => {
    const handler = echoing({ ...search, takes: 'raw' }, { body: z.string() });
    const { body } = await answerOf(handler, functionUrlEvent({ path, body: { question: 'Why?' } }));
    expect(body.given).toEqual({ body: '{"question":"Why?"}' });
  });
});
