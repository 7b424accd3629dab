import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { apiGatewayEvent, functionUrlEvent } from '../../infra/local/events.ts';
import { mainPath } from '../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints } from '../../lib/endpoints/table.ts';
import { type Stack, startStack } from '../support/stack.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const rows: readonly Endpoint[] = endpoints;
const pages = rows.filter(({ page }) => page !== undefined);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const eventOf = (url: string, parameters: Record<string, string> = {}) => ({
  method: 'GET',
  url,
  rawHeaders: ['accept-encoding', 'gzip'],
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  requestId: 'page',
  time: 0,
  parameters,
  resource: url,
});

/** What a page's HTML asks of its own host: relative, so that it is found below the stage of an API Gateway. */
function linksOf(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !link.startsWith('#'));
}

describe.each(pages)('the page of $name', ({ name, paths, page }) => {
  const path = mainPath(paths);

  it.each([
    ['a function URL', functionUrlEvent],
    ['API Gateway', apiGatewayEvent],
  ])('comes through %s, compressed and under a policy that lets nothing in from elsewhere', async (_door, build) => {
    const answer = await stack.host.invoke(name, build(eventOf(path)));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-content-type-options': 'nosniff',
    });
    expect(gunzipSync(await buffer(answer.body)).toString()).toMatch(/^<!doctype html>/i);
  });

  it('has no script or style of its own in it, and all files that it names', async () => {
    const html = await (await fetch(`${stack.url}${path}`)).text();
    expect(html).not.toMatch(/<style|style="|<script(?![^>]*\ssrc=)|\son\w+="|javascript:/);
    const links = linksOf(html).filter((link) => !link.startsWith('data:'));
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) {
      expect(link).not.toMatch(/^(?:\/|https?:)/);
      const response = await fetch(new URL(link, `${stack.url}${path}`));
      expect([link, response.status]).toEqual([link, 200]);
      await response.body?.cancel();
    }
  });

  it.each(['nothing.js', '..%2Findex.mjs', '%2E%2E%2F%2E%2E%2Fpackage.json', 'index.html.gz', '__proto__'])(
    'has no file %s',
    async (file) => {
      const response = await fetch(`${stack.url}${page?.files.replace('{file}', file)}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error_code: 'route_not_found' });
    },
  );
});

describe('the playground', () => {
  it('weighs less than 60 KB compressed', async () => {
    const html = await (await fetch(`${stack.url}/`)).text();
    const files = ['index.html', ...linksOf(html).map((link) => link.replace('playground/', ''))];
    let bytes = 0;
    for (const file of files) {
      const { body } = await stack.host.invoke(
        'show-playground',
        functionUrlEvent(file === 'index.html' ? eventOf('/') : eventOf(`/playground/${file}`, { file })),
      );
      bytes += (await buffer(body)).length;
    }
    expect(bytes).toBeLessThan(60_000);
  });
});
