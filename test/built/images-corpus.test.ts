import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Picture, pictures } from '../support/pictures.ts';
import { imageEvents, imageItem, imageResponse } from './image-upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const RUNNER = path.resolve(import.meta.dirname, '../corpus/main.ts');
const [png] = (await pictures()) as [Picture];
const large = Buffer.concat([png.bytes, Buffer.alloc(1_000_000, 'more')]);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'corpus-'));
  for (const folder of ['streams', 'responses']) await mkdir(path.join(directory, folder));
});
afterAll(() => rm(directory, { recursive: true }));

/** Writes a recording of each kind. */
async function record(name: string, items: readonly object[]): Promise<void> {
  const events = imageEvents(items).map((event) => JSON.stringify(event));
  const body = imageResponse(items);
  await writeFile(path.join(directory, 'streams', `${name}.jsonl`), events.join('\n'));
  await writeFile(path.join(directory, 'responses', `${name}.json`), JSON.stringify({ status: 200, body }));
}

async function run(): Promise<string[]> {
  const child = spawn(process.execPath, [RUNNER, directory]);
  child.stderr.resume();
  return (await text(child.stdout)).trimEnd().split('\n');
}

it('replays recordings with images through the image endpoints as well', async () => {
  await record('images', [imageItem('ig_1', png.bytes), imageItem('ig_2', large)]);
  expect(await run()).toEqual([
    'stream-text 1, create-text 1',
    '0 not replayed',
    // The stream: text and both doors to the image function in four chunkings, and a cut. The answer: text, and both doors
    // to the image function and to retrieving it. And both go through /v1 at both doors.
    `2 recordings in ${(1 + 2) * 4 + 1 + (1 + 2 + 2) + (4 + 1) * 2} replays, 0 differences`,
    '2 passed, 0 failed',
  ]);

  // These say that they are WebP.
  await record('images', [imageItem('ig_1', png.bytes, { output_format: 'webp' })]);
  const lines = await run();
  expect(lines).toContainEqual(
    expect.stringMatching(/^responses\/images\.json: \[create-image, function URL\] .*image\/webp/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^responses\/images\.json: \[create-image, API Gateway and S3\] .*image\/webp/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^streams\/images\.jsonl: \[stream-image, API Gateway and S3, odd cuts\] .*webp/),
  );
  expect(lines.at(-1)).toBe('0 passed, 2 failed');
});
