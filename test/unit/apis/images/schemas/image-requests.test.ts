import { describe, expect, it } from 'vitest';
import { editImageRequestSchema } from '../../../../../lib/apis/images/schemas/edit-image-request.ts';
import { generateImageRequestSchema } from '../../../../../lib/apis/images/schemas/generate-image-request.ts';
import { imageVariationRequestSchema } from '../../../../../lib/apis/images/schemas/image-variation-request.ts';
import { FormFile } from '../../../../../lib/multipart/form-file.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from '../../responses/schemas/problems-of.ts';

const file = new FormFile({ filename: 'a.png', contentType: 'image/png', isTypeKnown: true, bytes: 1, sha256: '' }, [
  Buffer.from('a'),
]);
const upload = { upload_key: `upl_${'0'.repeat(32)}` };
const gpt = 'gpt-image-2.6-flare';

type Case = readonly [body: object, parameter: string];

function parametersOf(schema: Parameters<typeof problemsOf>[0], body: object): string[] {
  return problemsOf(schema, body).map(({ parameter }) => parameter ?? '');
}

describe('a request for images', () => {
  const prompt = 'A fox';

  it.each<object>([
    { prompt },
    { prompt, model: null, size: null, quality: null, n: null, stream: null, output_format: null },
    { prompt, n: 1 },
    { prompt, n: 10 },
    { prompt, partial_images: 0, stream: true },
    { prompt, partial_images: 3, stream: true },
    { prompt, output_format: 'jpeg', output_compression: 0 },
    { prompt, output_format: 'webp', output_compression: 100 },
    { prompt, output_compression: 100 },
    { prompt, output_format: 'webp', background: 'transparent' },
    { prompt, output_format: 'gif', frame_count: 2, frame_duration_ms: 1 },
    { prompt, output_format: 'gif', frame_count: 16 },
    { prompt, output_format: 'svg', svg: { model: 'gpt-6.1-terra' } },
    { prompt, size: '1536x864' },
    { prompt, size: '3840x2160' },
    { prompt, size: 'auto' },
    { prompt, size: '512x512' },
    { prompt, quality: 'max', model: gpt },
    { prompt, quality: 'high', model: 'gpt-image-2' },
    { prompt: 'x'.repeat(32_000) },
    { prompt, model: 'dall-e-3', size: '1792x1024', quality: 'hd', style: 'natural', response_format: 'url' },
    { prompt: 'x'.repeat(4000), model: 'dall-e-3', n: 1 },
    { prompt: 'x'.repeat(1000), model: 'dall-e-2', n: 10, size: '256x256' },
    // What is not known here has its own rules.
    { prompt: 'x'.repeat(40_000), model: 'flux-2', size: '100x100', style: 'vivid', response_format: 'url' },
    { prompt, image_delivery: 'url', user: 'u', safety_identifier: 's', moderation: 'low', complexity: 'high' },
  ])('is taken (case %#)', (body) => {
    expect(parseRequest(generateImageRequestSchema, body)).toEqual(body);
  });

  it.each<Case>([
    [{}, 'prompt'],
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 7 }, 'prompt'],
    [{ prompt: 'x'.repeat(32_001) }, 'prompt'],
    [{ prompt: 'x'.repeat(4001), model: 'dall-e-3' }, 'prompt'],
    [{ prompt: 'x'.repeat(1001), model: 'dall-e-2' }, 'prompt'],
    [{ prompt, n: 0 }, 'n'],
    [{ prompt, n: 11 }, 'n'],
    [{ prompt, n: 1.5 }, 'n'],
    [{ prompt, n: '2' }, 'n'],
    [{ prompt, n: 2, model: 'dall-e-3' }, 'n'],
    [{ prompt, n: 2, output_format: 'svg' }, 'n'],
    [{ prompt, size: '1000x1000' }, 'size'],
    [{ prompt, size: '512x512', model: gpt }, 'size'],
    [{ prompt, size: '3856x1024' }, 'size'],
    [{ prompt, size: '1024' }, 'size'],
    [{ prompt, size: '512x512', model: 'dall-e-3' }, 'size'],
    [{ prompt, size: '1792x1024', model: 'dall-e-2' }, 'size'],
    [{ prompt, quality: 'hd' }, 'quality'],
    [{ prompt, quality: 'best' }, 'quality'],
    [{ prompt, quality: 'xhigh', model: 'gpt-image-2' }, 'quality'],
    [{ prompt, quality: 'max', model: 'gpt-image-1.5' }, 'quality'],
    [{ prompt, quality: 'high', model: 'dall-e-3' }, 'quality'],
    [{ prompt, quality: 'hd', model: 'dall-e-2' }, 'quality'],
    [{ prompt, style: 'vivid' }, 'style'],
    [{ prompt, style: 'loud', model: 'dall-e-3' }, 'style'],
    [{ prompt, style: 'vivid', model: 'dall-e-2' }, 'style'],
    [{ prompt, response_format: 'url' }, 'response_format'],
    [{ prompt, background: 'red' }, 'background'],
    [{ prompt, background: 'transparent', output_format: 'jpeg' }, 'background'],
    [{ prompt, background: 'opaque', model: 'dall-e-3' }, 'background'],
    [{ prompt, moderation: 'high' }, 'moderation'],
    [{ prompt, output_format: 'bmp' }, 'output_format'],
    [{ prompt, output_format: 'png', model: 'dall-e-2' }, 'output_format'],
    [{ prompt, output_compression: 50 }, 'output_compression'],
    [{ prompt, output_compression: -1, output_format: 'jpeg' }, 'output_compression'],
    [{ prompt, output_compression: 101, output_format: 'jpeg' }, 'output_compression'],
    [{ prompt, partial_images: -1 }, 'partial_images'],
    [{ prompt, partial_images: 4 }, 'partial_images'],
    [{ prompt, partial_images: 1, output_format: 'gif' }, 'partial_images'],
    [{ prompt, stream: 'yes' }, 'stream'],
    [{ prompt, stream: true, model: 'dall-e-3' }, 'stream'],
    [{ prompt, stream: true, output_format: 'svg' }, 'stream'],
    [{ prompt, frame_count: 4 }, 'frame_count'],
    [{ prompt, frame_count: 1, output_format: 'gif' }, 'frame_count'],
    [{ prompt, frame_count: 17, output_format: 'gif' }, 'frame_count'],
    [{ prompt, frame_duration_ms: 0, output_format: 'gif' }, 'frame_duration_ms'],
    [{ prompt, svg: { model: 'x' } }, 'svg'],
    [{ prompt, svg: 'x', output_format: 'svg' }, 'svg'],
    [{ prompt, complexity: 'none' }, 'complexity'],
    [{ prompt, image_delivery: 'file' }, 'image_delivery'],
    [{ prompt, model: '' }, 'model'],
    [{ prompt, promt: 'x' }, 'promt'],
  ])('is refused (case %#)', (body, parameter) => {
    expect(parametersOf(generateImageRequestSchema, body)).toContain(parameter);
  });
});

describe('a request for an edit', () => {
  const prompt = 'At night';
  const images = [{ file_id: 'file-1' }];

  it.each<object>([
    { prompt, image: file },
    { prompt, image: upload },
    { prompt, image: [file, upload] },
    { prompt, image: Array.from({ length: 16 }, () => file), mask: file },
    { prompt, image: file, markup: upload },
    { prompt, images },
    { prompt, images, mask: { file_id: 'file-2' } },
    { prompt, images: [{ image_url: 'data:image/png;base64,AA==' }] },
    { prompt, image: file, input_fidelity: 'high', model: 'gpt-image-1.5' },
    { prompt, image: file, input_fidelity: 'low', model: 'gpt-image-1-mini' },
  ])('is taken (case %#)', (body) => {
    expect(parseRequest(editImageRequestSchema, body)).toEqual(body);
  });

  it.each<Case>([
    [{ prompt }, 'image'],
    [{ image: file }, 'prompt'],
    [{ prompt, image: 'a.png' }, 'image'],
    [{ prompt, image: { filename: 'a', contentType: 'image/png', bytes: 1, sha256: '' } }, 'image'],
    [{ prompt, image: [] }, 'image'],
    [{ prompt, image: Array.from({ length: 17 }, () => file) }, 'image'],
    [{ prompt, images: [] }, 'images'],
    [{ prompt, images: [{}] }, 'images[0]'],
    [{ prompt, images: [{ file_id: 'a', image_url: 'b' }] }, 'images[0]'],
    [{ prompt, images: Array.from({ length: 17 }, () => images[0]) }, 'images'],
    [{ prompt, image: file, images }, 'images'],
    [{ prompt, images, mask: file }, 'mask'],
    [{ prompt, image: file, mask: { file_id: 'file-2' } }, 'mask'],
    [{ prompt, image: file, mask: file, markup: file }, 'mask'],
    [{ prompt, image: file, mask: file, output_format: 'gif' }, 'mask'],
    [{ prompt, image: file, mask: 'x' }, 'mask'],
    [{ prompt, image: file, model: 'dall-e-3' }, 'model'],
    [{ prompt, image: file, input_fidelity: 'high', model: 'gpt-image-1-mini' }, 'input_fidelity'],
    [{ prompt, image: file, input_fidelity: 'low', model: 'gpt-image-2-2026-04-21' }, 'input_fidelity'],
    [{ prompt, image: file, input_fidelity: 'none' }, 'input_fidelity'],
  ])('is refused (case %#)', (body, parameter) => {
    expect(parametersOf(editImageRequestSchema, body)).toContain(parameter);
  });
});

describe('a request for variations', () => {
  it.each<object>([{ image: file }, { image: upload, n: 10, size: '256x256', response_format: 'url', user: 'u' }])(
    'is taken (case %#)',
    (body) => {
      expect(parseRequest(imageVariationRequestSchema, body)).toEqual(body);
    },
  );

  it.each<Case>([
    [{}, 'image'],
    [{ image: 'x' }, 'image'],
    [{ image: file, n: 11 }, 'n'],
    [{ image: file, size: '1024x1536' }, 'size'],
  ])('is refused (case %#)', (body, parameter) => {
    expect(parametersOf(imageVariationRequestSchema, body)).toContain(parameter);
  });
});
