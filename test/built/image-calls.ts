import type { ImageEntry } from '../../lib/storage/images/image-entry.ts';
import { s3Variables } from '../support/image-to-store.ts';
import { type Frame, readFrames } from '../support/read-frames.ts';
import type { Stack } from '../support/stack.ts';

export const IMAGES_PATH = '/api/responses/images';
export const IMAGES_STREAM_PATH = '/api/responses/images/stream';
export const BUCKET = 'images-test';

/** What a function needs to keep images in an S3 of this machine. */
export function storage(s3Url: string, bucket = BUCKET): Record<string, string> {
  return { ...s3Variables, STORAGE_BUCKET: bucket, S3_ENDPOINT: s3Url };
}

/** An entry of `images[]`, with what a failed store adds to it. */
export interface AnsweredEntry extends ImageEntry {
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Body of create-image, as far as tests read it. */
export interface ImageBody {
  readonly id: string;
  readonly output: readonly Readonly<Record<string, unknown>>[];
  readonly output_text: string;
  readonly images: readonly AnsweredEntry[];
  readonly usage: unknown;
}

/** An answer that was read to its end. */
export interface ImageReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: ImageBody & Readonly<Record<string, unknown>>;
}

/** A small picture of a scenario of the stand-in, at once. */
export function played(scenario: string, metadata: Readonly<Record<string, string>> = {}) {
  return { input: 'A shore', image_size: '1024x640', metadata: { scenario, pace: 'none', ...metadata } };
}

/** Asks create-image. */
export async function askImage(stack: Stack, request: object): Promise<ImageReply> {
  const response = await stack.post(IMAGES_PATH, { input: 'A shore', ...request });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

/** Asks stream-image, and reads the stream to its end. */
export async function askImageStream(stack: Stack, request: object): Promise<Frame[]> {
  const response = await stack.post(IMAGES_STREAM_PATH, { input: 'A shore', ...request });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return readFrames(response);
}

export const framesOf = (frames: readonly Frame[], type: string): Frame[] =>
  frames.filter(({ event }) => event === type);

export const typesOf = (frames: readonly Frame[]): (string | undefined)[] => frames.map(({ event }) => event);

/** The finished images of a stream's frames: `result` of each `image_generation_call`. */
export function resultsOf(frames: readonly Frame[]): unknown[] {
  const items = framesOf(frames, 'response.output_item.done').map(({ data }) => data.item as Record<string, unknown>);
  return items.filter(({ type }) => type === 'image_generation_call').map(({ result }) => result);
}

/** The bytes that S3 has under a key. */
export async function storedBytes(s3Url: string, key: string | undefined): Promise<Buffer> {
  const response = await fetch(`${s3Url}/${BUCKET}/${key}`);
  if (response.status !== 200) throw new Error(`S3 has no ${key}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
