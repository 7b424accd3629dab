import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  imageRequestSchema,
  imageStreamRequestSchema,
} from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from './problems-of.ts';

const each = (field: string, ...values: unknown[]) => values.map((value) => ({ [field]: value }));
const tool = (fields: object) => ({ tools: [{ type: 'image_generation', ...fields }] });
const schemas = [imageRequestSchema, imageStreamRequestSchema];

const sizes = [
  'auto',
  '1024x1024',
  '1024x1536',
  '1536x1024',
  '1024x640',
  '1536x864',
  '1408x480',
  '480x1408',
  '3840x1280',
  '1280x3840',
  '2160x2160',
  '2304x2304',
  '2448x3264',
  '3456x2304',
  '2880x2880',
  '3840x2160',
  '2160x3840',
];

const good: readonly object[] = [
  ...each('image_model', 'an-image-model-of-tomorrow'),
  ...each('image_quality', 'low', 'medium', 'high', 'xhigh', 'max', 'auto'),
  ...each('image_format', 'png', 'webp', 'jpeg', 'gif', 'svg'),
  ...each('image_size', ...sizes),
  ...each('image_moderation', 'auto', 'low'),
  ...each('image_background', 'transparent', 'opaque', 'auto'),
  ...each('input_fidelity', 'high', 'low', null),
  ...each('output_compression', 0, 1, 99, 100).map((body) => ({ ...body, image_format: 'webp' })),
  ...each('partial_images', 0, 1, 2, 3),
  ...each('image_action', 'auto', 'generate', 'edit'),
  ...each('input_image_mask', { image_url: 'data:image/png;base64,AAAA' }, { file_id: 'file-1' }, {}, { tomorrow: 1 }),
  ...each('image_delivery', 'base64', 'url', 'both'),
  ...each('tool_choice', 'auto', 'required', null, { type: 'image_generation' }),
  { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'image_generation' }] } },
  { output_compression: 100 },
  tool({ output_compression: 100, output_format: 'png', size: 'auto', n: 1 }),
  { output_compression: 80, image_format: 'jpeg' },
  { output_compression: 80, image_format: 'svg' },
  { output_compression: 100, image_format: 'gif' },
  { partial_images: 0, image_format: 'gif' },
  { image_background: 'transparent', image_format: 'png' },
  { image_background: 'transparent', image_format: 'webp' },
  { image_background: 'opaque', image_format: 'jpeg' },
  { temperature: 0.5, tools: [{ type: 'web_search' }], image_size: 'auto' },
  { output_compression: 80, ...tool({ output_format: 'jpeg' }) },
  { image_format: 'png', image_background: 'transparent', ...tool({ output_format: 'jpeg' }) },
  tool({ complexity: 'high', output_format: 'gif', frame_count: 9, frame_duration_ms: 200, tomorrow: 1 }),
  { image_format: 'gif', ...tool({ frame_count: 9 }) },
  tool({ output_format: 'svg', svg: { model: 'm', reasoning: { effort: 'low' } } }),
  tool({ output_compression: null, svg: null, frame_count: null, input_image_mask: null }),
];

describe.each(['/api/responses/images', '/api/responses/images/stream'])('a request to %s', (route) => {
  const streams = route.endsWith('/stream');
  const schema = streams ? imageStreamRequestSchema : imageRequestSchema;
  const other = streams ? '/api/responses/images ' : '/api/responses/images/stream ';

  it.each(good)('takes %j as it is', (fields) => {
    const body = { input: 'A cat', ...fields };
    expect(parseRequest(schema, body)).toEqual(body);
  });

  it.each([streams, null])('takes stream %j', (stream) => {
    expect(parseRequest(schema, { input: 'A cat', stream })).toEqual({ input: 'A cat', stream });
  });

  it(`refuses stream ${!streams}, and names the path for it`, () => {
    expect(problemsOf(schema, { input: 'A cat', stream: !streams })).toEqual([
      {
        parameter: 'stream',
        message: `'stream' cannot be ${!streams} here`,
        hint: expect.stringContaining(`to ${other}`),
      },
    ]);
  });
});

const invalid = (name: string, rest: string) => ({
  parameter: name,
  message: `Invalid ${name} value`,
  hint: `${name} must be ${rest}`,
});
const form = invalid('image_size', "'auto' or WIDTHxHEIGHT in pixels, like 1024x1024, 1024x1536 or 1536x1024");
const bound = (says: string) => ({ ...form, hint: expect.stringContaining(`Of image_size, ${says}`) });
const step = bound('width and height must be multiples of 16');
const aspect = bound('the aspect ratio must be between 1:3 and 3:1');
const edge = bound('neither width nor height may be more than 3840');
const tooFew = bound('width times height must be at least 655,360 pixels');
const tooMany = bound('width times height must be at most 8,294,400 pixels');
const qualities = 'one of low, medium, high, xhigh, max, auto';

const bad: readonly (readonly [object, readonly object[]])[] = [
  [{ image_model: '' }, [{ parameter: 'image_model', message: "'image_model' must not be empty" }]],
  [{ image_model: 1 }, [{ parameter: 'image_model', message: "'image_model' must be a string" }]],
  [{ image_quality: 'hd' }, [invalid('image_quality', qualities)]],
  [{ image_quality: null }, [invalid('image_quality', qualities)]],
  [{ image_format: 'jpg' }, [invalid('image_format', 'one of png, webp, jpeg, gif, svg')]],
  [{ image_moderation: 'high' }, [invalid('image_moderation', 'one of auto, low')]],
  [{ image_background: 'white' }, [invalid('image_background', 'one of transparent, opaque, auto')]],
  [{ input_fidelity: 'medium' }, [invalid('input_fidelity', 'one of high, low')]],
  [{ image_action: 'draw' }, [invalid('image_action', 'one of auto, generate, edit')]],
  [{ image_delivery: 'blob' }, [invalid('image_delivery', 'one of base64, url, both')]],
  ...each('output_compression', -1, 101, 1.5, '80').map(
    (fields) =>
      [{ image_format: 'webp', ...fields }, [invalid('output_compression', 'between 0 and 100')]] as [object, object[]],
  ),
  ...each('partial_images', -1, 4, 1.5, '2').map(
    (fields) => [fields, [invalid('partial_images', 'between 0 and 3')]] as [object, object[]],
  ),
  ...each(
    'image_size',
    '',
    '1024',
    '1024X1024',
    '01024x1024',
    '0x16',
    '1024x1024 ',
    '-16x16',
    '16.0x16',
    1024,
    null,
  ).map((fields) => [fields, [form]] as [object, object[]]),
  [{ image_size: '1000x1024' }, [step]],
  [{ image_size: '1024x1000' }, [step]],
  [{ image_size: '1936x640' }, [aspect]],
  [{ image_size: '640x1936' }, [aspect]],
  [{ image_size: '3856x2144' }, [edge]],
  [{ image_size: '2144x3856' }, [edge]],
  [{ image_size: '16x16' }, [tooFew]],
  [{ image_size: '1008x640' }, [tooFew]],
  [{ image_size: '3840x2176' }, [tooMany]],
  [{ image_size: '3840x2400' }, [tooMany]],
  [{ image_size: '2896x2896' }, [tooMany]],
  [{ image_size: '5000x100' }, [step, aspect, edge, tooFew]],
  [{ input_image_mask: 'file-1' }, [{ parameter: 'input_image_mask', message: 'Invalid input_image_mask value' }]],
  [{ input_image_mask: { file_id: '' } }, [{ parameter: 'input_image_mask.file_id' }]],
  [{ input_image_mask: { image_url: 1 } }, [{ parameter: 'input_image_mask.image_url' }]],
];

describe('an image request', () => {
  it.each(bad)('refuses %j', (fields, expected) => {
    for (const schema of schemas) {
      const problems = problemsOf(schema, { input: 'A cat', ...fields });
      expect(problems).toHaveLength(expected.length);
      expect(problems).toMatchObject(expected);
    }
  });

  it('names all problems at once, in the order of the body', () => {
    const body = {
      image_size: '1000x1000',
      temperature: 3,
      image_qualty: 'high',
      output_compression: 101,
      image_background: 'transparent',
      tools: [null, { type: 'file_search' }],
      tool_choice: 'none',
    };
    const parameters = problemsOf(imageRequestSchema, body).map(({ parameter }) => parameter);
    expect(parameters).toEqual([
      'image_size',
      'temperature',
      'image_qualty',
      'output_compression',
      'output_compression',
      'tools[0]',
      'tools[1].vector_store_ids',
      'tool_choice',
      'input',
    ]);
  });

  it.each([
    ['image_sise', 'image_size'],
    ['imageQuality', 'image_quality'],
    ['partial_image', 'partial_images'],
    ['max_output_token', 'max_output_tokens'],
  ])('suggests for %s the field %s', (name, suggestion) => {
    expect(problemsOf(imageRequestSchema, { input: 'A cat', [name]: 1 })).toMatchObject([
      { parameter: name, message: `Unknown field '${name}'. Did you mean '${suggestion}'?` },
    ]);
  });

  it('blames one field only where a value is wrong by itself', () => {
    const body = { input: 'A cat', image_format: 'bmp', output_compression: 80, partial_images: 1 };
    expect(problemsOf(imageRequestSchema, body).map(({ parameter }) => parameter)).toEqual(['image_format']);
  });

  it('shows its bounds, defaults and examples to a generator of OpenAPI', () => {
    const { properties } = z.toJSONSchema(imageRequestSchema, { io: 'input', unrepresentable: 'any' });
    expect(properties).toMatchObject({
      image_format: { enum: ['png', 'webp', 'jpeg', 'gif', 'svg'], default: 'png' },
      image_size: { pattern: expect.stringContaining('auto'), default: 'auto' },
      output_compression: { minimum: 0, maximum: 100 },
      partial_images: { minimum: 0, maximum: 3 },
      image_delivery: { default: 'both' },
      image_model: { minLength: 1 },
    });
  });
});
