import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  imageRequestSchema,
  imageStreamRequestSchema,
} from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { imageSizeProblems } from '../../../../../lib/apis/responses/schemas/image-size.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from './problems-of.ts';

/** The two places where a request names the size of its image: a field of its own, and the caller's own image tool. */
const places = [
  ['image_size', (size: unknown) => ({ image_size: size })],
  ['tools[0].size', (size: unknown) => ({ tools: [{ type: 'image_generation', size }] })],
] as const;

const good = ['auto', '1024x1024', '1024x1536', '1536x1024', '2880x2880', '3840x2160', '1408x480', '1024x640'];
const bad = [
  '3840x2400',
  '2896x2896',
  '1000x1024',
  '1936x640',
  '3856x2144',
  '1008x640',
  '16x16',
  '5000x100',
  'huge',
  7,
];

describe.each(places)('the size of an image in %s', (parameter, place) => {
  it.each(good)('may be %s', (size) => {
    const body = { input: 'A cat', ...place(size) };
    for (const schema of [imageRequestSchema, imageStreamRequestSchema])
      expect(parseRequest(schema, body)).toEqual(body);
  });

  it.each(bad)('may not be %s, in the same words as elsewhere', (size) => {
    const problems = problemsOf(imageRequestSchema, { input: 'A cat', ...place(size) });
    expect(problems.map((problem) => problem.parameter)).toEqual(problems.map(() => parameter));
    const said = problems.map(({ message, hint }) => `${message}\u001f${hint}`);
    expect(said).toEqual(imageSizeProblems(size, parameter));
    expect(said).not.toEqual([]);
  });
});

it('is not asked of a tool whose size the field of the request replaces, nor of a null', () => {
  const tools = (size: unknown) => [{ type: 'image_generation', size }];
  const replaced = { input: 'A cat', image_size: '2880x2880', tools: tools('16x16') };
  expect(parseRequest(imageRequestSchema, replaced)).toEqual(replaced);
  const none = { input: 'A cat', tools: tools(null) };
  expect(parseRequest(imageRequestSchema, none)).toEqual(none);
});

describe('the nearest good size', () => {
  const nearest = (size: string) =>
    imageSizeProblems(size, 'image_size').map((text) => /is (\d+x\d+)$/.exec(text)?.[1]);

  it.each([
    ['1004x1024', ['1008x1024']],
    ['3856x2144', ['3840x2144']],
    ['1936x640', ['1920x640']],
    ['1008x640', ['1008x656']],
    ['2896x2896', ['2880x2880']],
    ['5000x100', Array(4).fill('3840x1280')],
    [`${'9'.repeat(400)}x16`, Array(4).fill('3840x1280')],
  ])('of %s is %j', (size, expected) => {
    expect(nearest(size)).toEqual(expected);
  });

  it('is good itself, and that of a good size is not asked for', () => {
    const edge = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(edge, edge, (width, height) => {
        for (const size of nearest(`${width}x${height}`)) expect(imageSizeProblems(size, 'image_size')).toEqual([]);
      }),
    );
  });
});
