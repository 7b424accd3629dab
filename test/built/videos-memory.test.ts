import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { portOf } from '../../infra/local/port-of.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream } from '../support/upstream.ts';
import { pendingKeyOf, poll } from './background-calls.ts';
import { BUCKET, storage } from './image-calls.ts';
import { dueVideo, videoOf } from './video-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const MB = 1024 * 1024;
/** The bars: of a video, and of what it may take above idle. */
const VIDEO_BYTES = 300 * MB;
const GROWTH_LIMIT_BYTES = 120 * MB;
const ID = 'video_large';
const PIECE = Buffer.alloc(256 * 1024, 7);

let upstream: Upstream;
let stack: Stack;
let sink: Awaited<ReturnType<typeof startSink>>;

beforeAll(async () => {
  upstream = await startUpstream(async (request, response) => {
    if (!request.url.includes('/content')) return playJson(videoOf(ID))(request, response);
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': VIDEO_BYTES });
    for (let sent = 0; sent < VIDEO_BYTES; sent += PIECE.length) {
      if (!response.write(PIECE)) await once(response, 'drain');
    }
    response.end();
    return undefined;
  });
  sink = await startSink();
  stack = await startStack({ upstream: upstream.url, environment: storage(sink.url) });
});
afterAll(async () => {
  await stack.close();
  await Promise.all([upstream.close(), sink.close()]);
});

/** As much of S3 as settling a video takes, which counts what it is sent and keeps nothing of it but records. */
async function startSink() {
  const objects = new Map<string, string>();
  let videoBytes = 0;
  let parts = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://s3');
    const key = url.pathname.slice(BUCKET.length + 2);
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      if (key.startsWith('videos/') && request.method === 'PUT') videoBytes += chunk.length;
      else chunks.push(chunk);
    }
    response.setHeader('etag', '"1"');
    const xml = (body: string) => response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
    if (url.searchParams.has('uploads')) {
      xml(
        `<InitiateMultipartUploadResult><Bucket>${BUCKET}</Bucket><Key>${key}</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>`,
      );
    } else if (request.method === 'POST') {
      xml(
        `<CompleteMultipartUploadResult><Bucket>${BUCKET}</Bucket><Key>${key}</Key><ETag>"1"</ETag></CompleteMultipartUploadResult>`,
      );
    } else if (url.searchParams.has('list-type')) {
      const [prefix, after] = ['prefix', 'start-after'].map((name) => url.searchParams.get(name) ?? '');
      const listed = [...objects.keys()].filter((name) => name.startsWith(prefix ?? '') && name > (after ?? ''));
      const contents = listed.map((name) => `<Contents><Key>${name}</Key><ETag>"1"</ETag></Contents>`).join('');
      xml(`<ListBucketResult>${contents}</ListBucketResult>`);
    } else if (request.method === 'PUT') {
      if (url.searchParams.has('partNumber')) parts += 1;
      else objects.set(key, Buffer.concat(chunks).toString('utf8'));
      response.end();
    } else if (request.method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else if (objects.has(key)) response.end(objects.get(key));
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    objects,
    sent: () => ({ videoBytes, parts }),
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The most memory that a process has had so far, in bytes. */
function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

it.skipIf(process.platform !== 'linux')('a video of 300 MB goes to S3 with at most 120 MB above idle', async () => {
  await poll(stack);
  const [pid = 0] = stack.host.processes('poll-background');
  const before = peakMemory(pid);
  sink.objects.set(pendingKeyOf(ID), JSON.stringify(dueVideo(ID)));
  expect(await poll(stack)).toMatchObject({ pending: 0, settled: 1, failed: 0 });
  const { videoBytes, parts } = sink.sent();
  expect(videoBytes).toBeGreaterThanOrEqual(VIDEO_BYTES);
  expect(parts).toBe(60);
  const result = JSON.parse(sink.objects.get(`background/completed/${ID}.json`) ?? '{}');
  expect(result.video).toEqual({ key: `videos/${ID}.mp4`, content_type: 'video/mp4', bytes: VIDEO_BYTES });
  expect(stack.host.processes('poll-background')).toContain(pid);
  expect((peakMemory(pid) - before) / MB).toBeLessThan(GROWTH_LIMIT_BYTES / MB);
});
