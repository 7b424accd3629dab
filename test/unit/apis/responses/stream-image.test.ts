import { afterEach, expect, it, vi } from 'vitest';
import { imageStreamRequestSchema } from '../../../../lib/apis/responses/schemas/image-request.ts';
import { streamImage } from '../../../../lib/apis/responses/stream-image.ts';
import type { ImageStore } from '../../../../lib/storage/images/image-store.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { playEvents } from '../../../support/upstream.ts';
import { callTo, useUpstream } from '../../background/polling.ts';
import { type SeenFrame, seenFrames } from '../../stream/seen-frames.ts';
import { imageCall, pngOf, stored } from './images/waiting-store.ts';

const container = vi.hoisted((): { store: ImageStore | undefined } => ({ store: undefined }));
vi.mock(import('../../../../lib/storage/images/open-image-store.ts'), () => ({
  openImageStore: async () => container.store,
}));
const upstream = useUpstream();

afterEach(() => {
  container.store = undefined;
});

const base64 = pngOf(5_000).toString('base64');
const item = imageCall('ig_1', base64);
const response = { id: 'resp_1', object: 'response', model: 'm', created_at: 1_764_000_000, output: [] };
const events = [
  { type: 'response.created', response: { ...response, status: 'in_progress' } },
  { type: 'response.output_item.done', output_index: 0, item },
  { type: 'response.completed', response: { ...response, status: 'completed', output: [item] } },
].map((event, sequence_number) => ({ ...event, sequence_number }));

/** The frames of an image that OpenAI draws so. */
async function frames(request: object, bucket?: string): Promise<SeenFrame[]> {
  upstream().handle(playEvents(events));
  const context = callTo(upstream().url, { ms: 0 });
  const environment = { ...context.environment, ...(bucket === undefined ? {} : { storageBucket: bucket }) };
  const serve = streamImage({ prepare: () => undefined, track: async () => [] });
  const checked = parseRequest(imageStreamRequestSchema, { input: 'A shore', ...request });
  const answer = await serve(checked, { ...context, environment });
  const written: string[] = [];
  await answer.stream({
    write: (bytes) => written.push(Buffer.from(bytes as string, 'latin1').toString()) > 0,
    drained: async () => undefined,
  });
  return seenFrames(written.join(''));
}

it('tells of each image once it is kept, before the stream ends', async () => {
  container.store = { put: async ({ image }) => stored(image.id) };
  const seen = await frames({}, 'a-bucket');
  expect(seen.map(({ event }) => event).toSorted()).toEqual(
    [...events.map(({ type }) => type), 'image.stored'].toSorted(),
  );
  expect(seen.at(-1)?.event).toBe('response.completed');
  expect(seen.find(({ event }) => event === 'image.stored')?.data).toMatchObject({
    id: 'ig_1',
    url: 'https://s3.test/ig_1',
    width: 3,
    bytes: 5_000,
  });
  expect(JSON.stringify(seen)).toContain(base64);
});

it('sends no base64 where only URLs are wanted', async () => {
  container.store = { put: async ({ image }) => stored(image.id) };
  const seen = await frames({ image_delivery: 'url' }, 'a-bucket');
  expect(seen.map(({ event }) => event)).toContain('image.stored');
  expect(JSON.stringify(seen)).not.toContain(base64.slice(0, 50));
});

it('sends the base64 where nothing is kept, whatever was wanted', async () => {
  const seen = await frames({ image_delivery: 'url' });
  expect(JSON.stringify(seen)).toContain(base64);
  expect(seen.at(-1)?.event).toBe('response.completed');
});
