import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { endpoints } from '../../lib/endpoints/table.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { askRow, refusedCode } from './walked-rows.ts';

// Real processes of every function; a table that hangs is given up after four attempts of two seconds.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let keys = 0;

/** Of the form of a key: the table alone could tell that it is none. Each is another one, since refusals are kept for a moment. */
function newForgery(): string {
  keys += 1;
  return `orl_${`${keys}`.padStart(43, 'k')}`;
}

let openai: Upstream;
/** In DynamoDB's place. */
let server: Upstream;
let stack: Stack;

beforeAll(async () => {
  openai = await startUpstream();
  server = await startUpstream();
  const environment = {
    ACCESS_MODES: 'bearer',
    ACCESS_TABLE: 'access',
    DYNAMODB_ENDPOINT: server.url.replace('/v1', ''),
    DOCS_ACCESS: 'callers',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  stack = await startStack({ upstream: openai.url, environment });
});
afterAll(() => Promise.all([stack, openai].map((part) => part.close())));

const called = endpoints.filter(({ auth, api }) => auth === 'caller' || api === 'docs');

const refusal = (type: string, status = 400): UpstreamHandler =>
  playJson({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'No.' }, status);

const item = { pk: { S: 'KEY#0' }, sk: { S: 'KEY' }, principal: { S: 'bearer:admin' }, admin: { BOOL: true } };

/** How a table fails. */
const faults: Readonly<Record<string, UpstreamHandler>> = {
  'breaks every connection': (_request, response) => void response.socket?.destroy(),
  'answers nothing': () => undefined,
  'stops within its answer': (_request, response) => void response.writeHead(200).write('{"Responses":{"acc'),
  'answers a page': (_request, response) => void response.writeHead(200).end('<html>Welcome</html>'),
  'answers an empty body': (_request, response) => void response.writeHead(200).end(),
  'answers an empty object': playJson({}),
  'answers null': playJson(null),
  'answers for another table': playJson({ Responses: { other: [item] } }),
  'leaves everything for later': playJson({ Responses: { access: [] }, UnprocessedKeys: { access: { Keys: [] } } }),
  'sends elsewhere': (_request, response) => void response.writeHead(302, { location: openai.url }).end(),
  fails: refusal('InternalServerError', 500),
  'is not available': (_request, response) => void response.writeHead(503).end('no healthy upstream'),
  throttles: refusal('ProvisionedThroughputExceededException'),
  'is not there': refusal('ResourceNotFoundException'),
  'is closed to the function': refusal('AccessDeniedException'),
};

async function walked() {
  const authorization = `Bearer ${newForgery()}`;
  return Promise.all(
    called.map(async (row) => {
      const { status, body } = await askRow(stack, row, { authorization });
      return { name: row.name, status, code: refusedCode(body) };
    }),
  );
}

const unavailable = called.map(({ name }) => ({ name, status: 503, code: 'access_unavailable' }));

describe('a table that cannot be asked lets nobody in, whatever the row', () => {
  it.each(Object.entries(faults))('as it %s', async (_name, handler) => {
    server.handle(handler);
    expect(await walked()).toEqual(unavailable);
    expect(openai.requests).toEqual([]);
  });

  it('nor does one that answers with another key than was asked for', async () => {
    server.handle(playJson({ Responses: { access: [item] } }));
    expect(await walked()).toEqual(called.map(({ name }) => ({ name, status: 401, code: 'unauthenticated' })));
    expect(openai.requests).toEqual([]);
  });

  it('nor one that is gone; whoever brings no key need not wait for it', async () => {
    await server.close();
    expect(await walked()).toEqual(unavailable);
    const anonymous = called.map((row) => askRow(stack, row, { authorization: undefined }));
    expect(new Set((await Promise.all(anonymous)).map(({ status }) => status))).toEqual(new Set([401]));
    expect(openai.requests).toEqual([]);
  });
});
