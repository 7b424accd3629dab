import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { HeaderList } from '../../../../lib/upstream/fetch/header-list.ts';
import { createFetch } from '../../../../lib/upstream/fetch/node-fetch.ts';
import { startUpstream, type UpstreamHandler } from '../../../support/upstream.ts';
import { rawAnswer, startRawServer } from './raw-server.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function upstream(handler: UpstreamHandler) {
  const server = await startUpstream(handler);
  closers.push(() => server.close());
  return server;
}

async function rawServer(...[onRequest]: Parameters<typeof startRawServer>) {
  const server = await startRawServer(onRequest);
  closers.push(() => server.close());
  return server;
}

describe('a request', () => {
  it.each([
    ['GET', undefined, undefined],
    ['DELETE', undefined, undefined],
    ['POST', '{"input":"Hé"}', 15],
    ['POST', new Uint8Array([123, 195, 169, 125]), 4],
    ['POST', '', 0],
  ] as const)('goes out as %s with the body %j', async (method, body, length) => {
    const server = await upstream((_request, response) => void response.end('ok'));
    const headers = new HeaderList({ 'X-Test': 'a', Authorization: 'Bearer sk-test' });

    const response = await createFetch()(`${server.url}/x?a=b%20c`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    await response.text();

    expect(server.requests[0]).toMatchObject({
      method,
      url: '/v1/x?a=b%20c',
      headers: { 'x-test': 'a', authorization: 'Bearer sk-test' },
      body: Buffer.from(body ?? '').toString(),
    });
    if (length !== undefined) expect(server.requests[0]?.headers['content-length']).toBe(String(length));
    expect(server.requests[0]?.headers['transfer-encoding']).toBeUndefined();
  });

  it('is a GET where nothing else is said, and takes a URL object', async () => {
    const server = await upstream((_request, response) => void response.end());
    await (await createFetch()(new URL(server.url))).text();
    expect(server.requests[0]?.method).toBe('GET');
  });

  it('rejects for a URL that is none', async () => {
    await expect(createFetch()('nowhere')).rejects.toThrow('Invalid URL');
  });

  it('reuses its connection, once the answer was read', async () => {
    const server = await rawServer((socket) => void socket.write(rawAnswer('ok')));
    const fetch = createFetch();
    for (let time = 0; time < 3; time += 1) await (await fetch(server.url)).text();
    expect(server.sockets).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    const server = await upstream(
      (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
    );
    expect((await createFetch()(server.url)).status).toBe(302);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a response', () => {
  it('has status, headers, URL and body', async () => {
    const server = await upstream((_request, response) => {
      response.writeHead(
        429,
        'Slow Down',
        [
          ['Retry-After', '1'],
          ['x-a', '1'],
          ['X-A', '2'],
        ].flat(),
      );
      response.end('{"é":[1]}');
    });
    const response = await createFetch()(server.url);
    expect(response).toMatchObject({ status: 429, statusText: 'Slow Down', ok: false, url: server.url });
    expect([response.headers.get('retry-after'), response.headers.get('x-a')]).toEqual(['1', '1, 2']);
    expect(await response.json()).toEqual({ é: [1] });
  });

  it.each([200, 201, 299])('is ok with %i', async (status) => {
    const server = await upstream((_request, response) => void response.writeHead(status).end());
    expect((await createFetch()(server.url)).ok).toBe(true);
  });

  it('keeps characters whole that two chunks share', async () => {
    const bytes = Buffer.from('{"a":"漢😀"}');
    const server = await rawServer((socket) => {
      socket.setNoDelay(true);
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`);
      for (const byte of bytes) socket.write(Buffer.of(byte));
    });
    expect(await (await createFetch()(server.url)).text()).toBe('{"a":"漢😀"}');
  });

  it('gives its bytes unchanged', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const server = await upstream((_request, response) => void response.end(bytes));
    expect(Buffer.from(await (await createFetch()(server.url)).arrayBuffer())).toEqual(bytes);
  });

  it('rejects where its body is cut', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', () => socket.destroy());
    });
    const response = await createFetch()(server.url);
    await expect(response.text()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('an abort', () => {
  it('before the request sends nothing', async () => {
    const server = await rawServer(() => undefined);
    const reason = new Error('Too late');
    await expect(createFetch()(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.sockets).toHaveLength(0);
  });

  it('before the headers rejects with its reason and breaks the connection', async () => {
    const controller = new AbortController();
    const reason = new Error('Enough');
    const server = await rawServer(() => controller.abort(reason));
    await expect(createFetch()(server.url, { signal: controller.signal })).rejects.toBe(reason);
    const [socket] = server.sockets;
    if (!socket?.closed) await once(socket ?? process, 'close');
    expect(server.sockets).toHaveLength(1);
  });

  it('after the headers ends the body with an error and breaks the connection', async () => {
    const server = await rawServer((socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
    const controller = new AbortController();
    const response = await createFetch()(server.url, { signal: controller.signal });
    const text = response.text();
    controller.abort(new Error('Enough'));
    await expect(text).rejects.toThrow();
    const [socket] = server.sockets;
    if (!socket?.closed) await once(socket ?? process, 'close');
    expect(response.body.destroyed).toBe(true);
  });

  it('after the whole answer changes nothing, and leaves no listener on the signal', async () => {
    const server = await rawServer((socket) => void socket.write(rawAnswer('ok')));
    const controller = new AbortController();
    const fetch = createFetch();
    for (let time = 0; time < 2; time += 1) {
      expect(await (await fetch(server.url, { signal: controller.signal })).text()).toBe('ok');
    }
    controller.abort();
    expect(await (await fetch(server.url)).text()).toBe('ok');
    expect(server.sockets).toHaveLength(1);
  });
});

describe('a connection that fails', () => {
  it('rejects with the network error where it is refused', async () => {
    const server = await startRawServer(() => undefined);
    await server.close();
    await expect(createFetch()(server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  it('rejects where a fresh one is reset, and does not send again', async () => {
    const server = await rawServer((socket) => void socket.resetAndDestroy());
    await expect(createFetch()(server.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(server.sockets).toHaveLength(1);
  });

  it('rejects where a kept one is reset, and goes out on a fresh one the next time', async () => {
    const server = await rawServer(
      (socket, earlier) => void (earlier ? socket.resetAndDestroy() : socket.write(rawAnswer('ok'))),
    );
    const fetch = createFetch();
    const both = await Promise.all([fetch(server.url), fetch(server.url)]);
    for (const response of both) await response.text();
    await expect(fetch(server.url, { method: 'POST', body: '{}' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(server.sockets).toHaveLength(2);
    expect(await (await fetch(server.url, { method: 'POST', body: '{}' })).text()).toBe('ok');
    expect(server.sockets).toHaveLength(3);
  });

  it('is not sent again where the answer had begun', async () => {
    const server = await rawServer((socket, earlier) => {
      if (earlier) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', () => socket.resetAndDestroy());
      else socket.write(rawAnswer('ok'));
    });
    const fetch = createFetch();
    await (await fetch(server.url)).text();
    const broken = fetch(server.url).then((response) => response.text());
    await expect(broken).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(server.sockets).toHaveLength(1);
  });
});
