import type { Response } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { imageResult } from '../../../../../lib/apis/responses/images/generated-images.ts';
import { imageAnswer, jsonParts } from '../../../../../lib/apis/responses/images/image-answer.ts';
import { ServiceError } from '../../../../../lib/errors/service-error.ts';
import { type ShortenedJson, takeOutLongStrings } from '../../../../../lib/large-json/long-strings.ts';
import { base64Of, cutInto } from '../../../stream/pieces.ts';
import { imageCall } from './waiting-store.ts';

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: 'Voilà. 😀', annotations: [] }],
};
const refusal = { ...message, content: [{ type: 'refusal', refusal: 'No.' }] };

/** What became of an image: it is in the store, there is none, or the store failed. */
type Fate = 'stored' | 'unstored' | 'failed';

const failed = new ServiceError('image_store_failed');

function responseOf(output: readonly unknown[]): Response {
  return { id: 'resp_1', object: 'response', model: 'gpt-test', status: 'completed', output } as unknown as Response;
}

function imagesOf(
  response: Response,
  fates: readonly Fate[],
  contentType: string,
  { strings }: Pick<ShortenedJson, 'strings'>,
) {
  const calls = (response.output ?? []).flatMap((item, outputIndex) => {
    const found = imageResult(item, strings);
    return found ? [{ ...found, outputIndex }] : [];
  });
  return calls.map((call, index) => {
    const { id, revisedPrompt: revised_prompt, size, quality, background } = call.image;
    const facts = { content_type: contentType, bytes: 12, width: 3, height: 2 };
    const entry = { id, ...facts, revised_prompt, size, quality, background };
    const place = { url: `https://s3.test/${id}`, expires_at: '2026-11-22T13:00:00.000Z', key: `images/${id}.png` };
    const fate = fates[index] ?? 'unstored';
    return {
      ...call,
      entry: fate === 'stored' ? { ...entry, ...place } : entry,
      ...(fate === 'failed' ? { error: failed } : {}),
    };
  });
}

function answered(output: readonly unknown[], fates: readonly Fate[], delivery: 'url' | 'both' | 'base64') {
  const response = responseOf(output);
  return imageAnswer(response, imagesOf(response, fates, 'image/webp', { strings: [] }), delivery);
}

const one = imageCall('ig_1', 'AAAA');
const two = imageCall('ig_2', 'BBBB');
const dataUri = (base64: string) => `data:image/webp;base64,${base64}`;
const url = (id: string) => `https://s3.test/${id}`;

interface Row {
  readonly name: string;
  readonly delivery: 'url' | 'both' | 'base64';
  readonly output: readonly unknown[];
  readonly fates: readonly Fate[];
  readonly text: string;
  /** Of the image calls, in order; `undefined` where it is left out. */
  readonly results: readonly (string | null | undefined)[];
}

const rows: readonly Row[] = [
  { name: 'both', delivery: 'both', output: [one], fates: ['stored'], text: dataUri('AAAA'), results: ['AAAA'] },
  { name: 'base64', delivery: 'base64', output: [one], fates: ['stored'], text: dataUri('AAAA'), results: ['AAAA'] },
  { name: 'url', delivery: 'url', output: [one], fates: ['stored'], text: url('ig_1'), results: [undefined] },
  {
    name: 'url without a store',
    delivery: 'url',
    output: [one],
    fates: ['unstored'],
    text: dataUri('AAAA'),
    results: ['AAAA'],
  },
  {
    name: 'url with a failed store',
    delivery: 'url',
    output: [one],
    fates: ['failed'],
    text: dataUri('AAAA'),
    results: ['AAAA'],
  },
  {
    name: 'url where the first of two failed',
    delivery: 'url',
    output: [message, one, two],
    fates: ['failed', 'stored'],
    text: dataUri('AAAA'),
    results: ['AAAA', undefined],
  },
  {
    name: 'url where the second of two failed',
    delivery: 'url',
    output: [one, message, two],
    fates: ['stored', 'failed'],
    text: url('ig_1'),
    results: [undefined, 'BBBB'],
  },
  {
    name: 'two images of one id',
    delivery: 'url',
    output: [one, { ...two, id: 'ig_1' }],
    fates: ['stored', 'failed'],
    text: url('ig_1'),
    results: [undefined, 'BBBB'],
  },
  {
    name: 'an image after a call without one',
    delivery: 'url',
    output: [imageCall('ig_0', null), one],
    fates: ['stored'],
    text: url('ig_1'),
    results: [null, undefined],
  },
];

describe('imageAnswer', () => {
  it.each(rows)('$name: shows the first image, and leaves out what was asked to be left out', (row) => {
    const answer = answered(row.output, row.fates, row.delivery);
    expect(answer.output_text).toBe(row.text);
    const calls = (answer.output as readonly unknown[]).filter(
      (item) => (item as { readonly type: string }).type === 'image_generation_call',
    ) as { readonly result?: string | null }[];
    expect(calls.map(({ result }) => result)).toEqual(row.results);
    expect(calls.map((call) => 'result' in call)).toEqual(row.results.map((result) => result !== undefined));
    expect(answer.images.map(({ error }) => error?.code)).toEqual(
      row.fates.map((fate) => (fate === 'failed' ? 'image_store_failed' : undefined)),
    );
    const kept = row.fates.map((fate) => fate === 'stored');
    expect(answer.images.map(({ key }) => key !== undefined)).toEqual(kept);
    const shown = (stored: boolean) => stored && row.delivery !== 'base64';
    expect(answer.images.map((image) => image.url !== undefined)).toEqual(kept.map(shown));
    expect(answer.images.map((image) => image.expires_at !== undefined)).toEqual(kept.map(shown));
  });

  it('leaves all else of an image and its response as it came', () => {
    const answer = answered([message, one], ['stored'], 'url');
    const { result: _result, ...rest } = one;
    expect(answer).toMatchObject({ id: 'resp_1', object: 'response', model: 'gpt-test', status: 'completed' });
    expect(answer.output).toEqual([message, rest]);
  });

  it('does not change the response that it was given', () => {
    const output = [one];
    answered(output, ['stored'], 'url');
    expect(output).toEqual([imageCall('ig_1', 'AAAA')]);
  });

  it.each([
    ['text', [message], 'Voilà. 😀'],
    ['a refusal', [refusal], ''],
    ['nothing', [], ''],
    ['a call that made no image', [imageCall('ig_1', null), message], 'Voilà. 😀'],
  ])('has %s instead of an image', (_name, output, text) => {
    const answer = answered(output, [], 'url');
    expect(answer).toMatchObject({ output_text: text, images: [], output });
  });

  it('answers a response without output', () => {
    const response = { id: 'resp_1' } as unknown as Response;
    expect(imageAnswer(response, [], 'both')).toMatchObject({ id: 'resp_1', output: [], output_text: '', images: [] });
  });

  it.each(['image/svg+xml', 'image/jpeg', 'application/octet-stream'])('shows %s by its true type', (contentType) => {
    const response = responseOf([one]);
    const images = imagesOf(response, ['stored'], contentType, { strings: [] });
    expect(imageAnswer(response, images, 'both').output_text).toBe(`data:${contentType};base64,AAAA`);
  });
});

describe('jsonParts', () => {
  const large = [imageCall('ig_1', base64Of(400_000, 1)), message, imageCall('ig_2', base64Of(300_000, 2))];
  const text = JSON.stringify(responseOf(large), null, 2);

  it.each([
    ['both', ['stored', 'stored']],
    ['url', ['stored', 'failed']],
    ['url', ['failed', 'stored']],
    ['url', ['stored', 'stored']],
  ] as const)('make the JSON of the whole answer, with %s: %j', (delivery, fates) => {
    const shortened = takeOutLongStrings(cutInto(Buffer.from(text), [16_384, 65_536, 11]));
    expect(shortened.strings).toHaveLength(2);
    const read = JSON.parse(Buffer.from(shortened.json, 'latin1').toString()) as Response;
    const answer = imageAnswer(read, imagesOf(read, fates, 'image/png', shortened), delivery);
    const parts = [...jsonParts(answer, shortened.strings)];
    const body = parts.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))).join('');

    const whole = responseOf(large);
    const expected = imageAnswer(whole, imagesOf(whole, fates, 'image/png', { strings: [] }), delivery);
    expect(Buffer.from(body, 'latin1').toString() === JSON.stringify(expected)).toBe(true);
  });
});
