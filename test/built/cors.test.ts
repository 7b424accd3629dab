import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { apiGatewayEvent, functionUrlEvent } from '../../infra/local/events.ts';
import { type Stack, startStack } from '../support/stack.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PAGE = 'https://app.example.com';
let open: Stack;
let some: Stack;
let closed: Stack;

beforeAll(async () => {
  open = await startStack({ environment: { CORS_ORIGINS: '*' } });
  some = await startStack({ environment: { CORS_ORIGINS: `https://other.example.com,${PAGE}` } });
  closed = await startStack();
});
afterAll(() => Promise.all([open, some, closed].map((stack) => stack.close())));

type BuildEvent = typeof apiGatewayEvent | typeof functionUrlEvent;

async function headersOf(stack: Stack, build: BuildEvent, origin: string, url = '/api/health') {
  const event = build({
    method: 'GET',
    url,
    rawHeaders: ['origin', origin],
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    requestId: 'cors',
    time: 0,
    parameters: {},
    resource: url,
  });
  const { headers, body } = await stack.host.invoke('health', event);
  body.resume();
  return headers;
}

describe('an answer through API Gateway', () => {
  it.each([
    ['any page, where all may', () => open, 'https://anywhere.example', '*', undefined],
    ['a page of a known origin', () => some, PAGE, PAGE, 'origin'],
    ['no page of another origin', () => some, 'https://evil.example', undefined, undefined],
    ['no page, where none is named', () => closed, PAGE, undefined, undefined],
  ] as const)('may be read by %s', async (_who, stack, origin, allowed, vary) => {
    const headers = await headersOf(stack(), apiGatewayEvent, origin);
    expect(headers['access-control-allow-origin']).toBe(allowed);
    expect(headers.vary).toBe(vary);
  });

  it('may be read where it is an error, too', async () => {
    const headers = await headersOf(some, apiGatewayEvent, PAGE, '/api/nothing');
    expect(headers['access-control-allow-origin']).toBe(PAGE);
  });
});

describe('an answer through a function URL', () => {
  it('has no such headers: AWS adds them', async () => {
    expect(await headersOf(open, functionUrlEvent, PAGE)).not.toHaveProperty('access-control-allow-origin');
  });
});
