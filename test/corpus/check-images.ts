import { checkResponse, type JsonReply, outputTextOf } from './check-exchange.ts';
import { checkStream, type KnownStream } from './check-stream.ts';
import type { Expectations } from './difference.ts';
import { type Fields, isFields, listOf } from './fields.ts';
import type { ReceivedFrame } from './received-frame.ts';
import type { ExchangeRecording, StreamRecording } from './recordings.ts';

/** The bytes that were stored under a key; undefined where images are not kept. */
export type ReadStored = ((key: string) => Promise<Buffer>) | undefined;

/** The finished images of a response, or of a stream's events. */
function imagesOf(items: readonly Fields[]): Fields[] {
  return items.filter(({ type, result }) => type === 'image_generation_call' && Boolean(result));
}

function finishedItems({ events }: StreamRecording): Fields[] {
  // A recording may end in the middle of its last event.
  const lines = events.filter((line) => line.includes('image_generation_call') && line.endsWith('}'));
  return lines
    .map((line) => JSON.parse(line) as Fields)
    .filter(({ type }) => type === 'response.output_item.done')
    .map(({ item }) => (isFields(item) ? item : {}));
}

/** Whether a recording has finished images: then it is one for the image endpoints too. */
export function hasImages(recording: StreamRecording | ExchangeRecording): boolean {
  if (recording.kind === 'stream') return imagesOf(finishedItems(recording)).length > 0;
  return recording.kind === 'answer' && imagesOf(outputOf(recording)).length > 0;
}

function outputOf({ body }: ExchangeRecording): Fields[] {
  return isFields(body) ? listOf(body.output) : [];
}

/** Checks that create-image answered as create-text does, with the first image as its text and an entry for each. */
export async function checkImageAnswer(
  recording: ExchangeRecording,
  reply: JsonReply,
  readStored: ReadStored,
  expect: Expectations,
): Promise<void> {
  const images = imagesOf(outputOf(recording));
  const [first] = images;
  const text = first ? `data:image/${first.output_format};base64,${first.result}` : outputTextOf(outputOf(recording));
  const { images: entries, ...body } = isFields(reply.body) ? reply.body : {};
  checkResponse(recording, { ...reply, body }, text, expect);
  await checkEntries('body.images', images, listOf(entries), readStored, expect);
}

/** Checks that stream-image streamed as stream-text does, and that each image was stored before the end. */
export async function checkImageStream(
  recording: StreamRecording,
  frames: readonly ReceivedFrame[],
  readStored: ReadStored,
  expect: Expectations,
  known: KnownStream,
): Promise<void> {
  const stored = frames.filter(({ event }) => event === 'image.stored');
  checkStream(
    recording.events,
    frames.filter((frame) => !stored.includes(frame)),
    expect,
    known,
  );
  const images = imagesOf(finishedItems(recording));
  const entries = stored.map(({ data }) => JSON.parse(data) as Fields);
  if (readStored) await checkEntries('image.stored', images, entries, readStored, expect);
  else expect.equal('image.stored frames without a store', 0, stored.length);
  for (const frame of stored) {
    expect.equal('image.stored id', undefined, frame.id);
    const { id } = JSON.parse(frame.data) as Fields;
    const done = frames.findIndex(
      ({ event, data }) => event === 'response.output_item.done' && data.includes(`"${id}"`),
    );
    const place = frames.indexOf(frame);
    expect.holds('place of image.stored', done >= 0 && done < place && place < frames.length - 1, 'between', place);
  }
}

async function checkEntries(
  what: string,
  images: readonly Fields[],
  entries: readonly Fields[],
  readStored: ReadStored,
  expect: Expectations,
): Promise<void> {
  expect.equal(`${what} number`, images.length, entries.length);
  for (const { id, result, revised_prompt, size, quality, background, output_format } of images) {
    const entry = entries.find((candidate) => candidate.id === id) ?? {};
    const said = { id, revised_prompt, size, quality, background, content_type: `image/${output_format}` };
    expect.contained(what, said, entry);
    expect.equal(`${what} has a key`, readStored !== undefined, typeof entry.key === 'string');
    const stored = await readStored?.(String(entry.key));
    // Some recordings have images with `...` in place of most of them: no base64 of anything.
    if (Buffer.from(String(result), 'base64').toString('base64') !== result) continue;
    expect.equal(`${what} bytes`, (result.length / 4) * 3 - (/=*$/.exec(result)?.[0].length ?? 0), entry.bytes);
    if (stored) expect.equal(`${what} bytes in the store`, result, stored.toString('base64'));
  }
}
