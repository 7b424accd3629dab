import { describe, expect, it } from 'vitest';
import {
  imageRequestSchema,
  imageStreamRequestSchema,
} from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { problemsOf } from './problems-of.ts';

const tool = (fields: object) => ({ tools: [{ type: 'image_generation', ...fields }] });

const unsupported = (parameter: string, rest: string, hint: string) => ({
  parameter,
  message: `'${parameter}' is not supported with ${rest}`,
  hint: expect.stringContaining(hint),
});
const compressed = unsupported('output_compression', 'png images', "Set image_format to 'jpeg' or 'webp'");
const compressedGif = unsupported('output_compression', 'gif images', "Set image_format to 'jpeg' or 'webp'");
const clear = 'jpeg images where it is transparent';

const combinations: readonly (readonly [object, readonly object[]])[] = [
  [{ output_compression: 80 }, [compressed]],
  [{ output_compression: 99, image_format: 'png' }, [compressed]],
  [{ output_compression: 0, image_format: 'gif' }, [compressedGif]],
  [
    { image_background: 'transparent', image_format: 'jpeg' },
    [unsupported('image_background', clear, "Set image_format to 'png' or 'webp'")],
  ],
  [{ partial_images: 1, image_format: 'gif' }, [unsupported('partial_images', 'gif images', 'omit partial_images')]],
  [
    { input_image_mask: { file_id: 'file-1' }, image_format: 'gif' },
    [unsupported('input_image_mask', 'gif images', 'omit input_image_mask')],
  ],
  [{ output_compression: 80, ...tool({}) }, [compressed]],
  [{ output_compression: 80, image_format: 'png', ...tool({ output_format: 'jpeg' }) }, [compressed]],
  [tool({ output_compression: 80 }), [unsupported('tools[0].output_compression', 'png images', 'image_format')]],
  [
    { tools: [{ type: 'web_search' }, { type: 'image_generation', background: 'transparent' }], image_format: 'jpeg' },
    [unsupported('tools[1].background', clear, 'image_format')],
  ],
  [
    tool({ frame_count: 9, frame_duration_ms: 100 }),
    [
      unsupported('tools[0].frame_count', 'images other than gif', 'omit frame_count'),
      unsupported('tools[0].frame_duration_ms', 'images other than gif', 'omit frame_duration_ms'),
    ],
  ],
  [
    { image_format: 'png', ...tool({ output_format: 'svg', svg: {} }) },
    [unsupported('tools[0].svg', 'images other than svg', "Set image_format to 'svg'")],
  ],
  [
    { tools: [{ type: 'image_generation' }, { type: 'web_search' }, { type: 'image_generation' }] },
    [{ parameter: 'tools[2]', message: 'tools has more than one image_generation tool' }],
  ],
  ...[
    'none',
    { type: 'function', name: 'f' },
    { type: 'web_search' },
    { type: 'allowed_tools', mode: 'auto' },
    { type: 'allowed_tools', tools: [{ type: 'web_search' }] },
  ].map(
    (choice) =>
      [
        { tool_choice: choice },
        [
          {
            parameter: 'tool_choice',
            message: "'tool_choice' must leave image_generation to be called",
            hint: expect.stringContaining('/api/responses/text'),
          },
        ],
      ] as [object, object[]],
  ),
];

describe.each([
  ['an image request', imageRequestSchema],
  ['an image stream request', imageStreamRequestSchema],
])('the rules of %s', (_, schema) => {
  it.each(combinations)('refuse %j', (fields, expected) => {
    const problems = problemsOf(schema, { input: 'A cat', ...fields });
    expect(problems).toHaveLength(expected.length);
    expect(problems).toMatchObject(expected);
  });

  it('are those of a text request, too', () => {
    const body = { background: true, store: false, output_compression: 80 };
    const parameters = problemsOf(schema, body).map(({ parameter }) => parameter);
    expect(parameters).toEqual(['store', 'output_compression', 'input']);
  });
});
