import { describe, expect, it } from 'vitest';

import { completeImageRequest } from '../../../../../lib/apis/responses/schemas/image-defaults.ts';
import { imageFields } from '../../../../../lib/apis/responses/schemas/image-fields.ts';
import { imageRequestSchema } from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { textFields } from '../../../../../lib/apis/responses/schemas/text-fields.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';

const complete = (body: object) =>
  completeImageRequest(parseRequest(imageRequestSchema, { input: 'A cat', ...body }), {
    model: 'house-model',
    imageModel: 'house-image-model',
  });

/** Every image field, and the tool that they come to. */
const everyField = {
  image_model: 'own-image-model',
  image_quality: 'high',
  image_format: 'webp',
  image_size: '1536x1024',
  image_moderation: 'low',
  image_background: 'transparent',
  input_fidelity: 'high',
  output_compression: 0,
  partial_images: 0,
  image_action: 'edit',
  input_image_mask: { file_id: 'file-1', tomorrow: 1 },
  image_delivery: 'url',
};
const everyProperty = {
  type: 'image_generation',
  model: 'own-image-model',
  quality: 'high',
  output_format: 'webp',
  size: '1536x1024',
  moderation: 'low',
  background: 'transparent',
  input_fidelity: 'high',
  output_compression: 0,
  partial_images: 0,
  action: 'edit',
  input_image_mask: { file_id: 'file-1', tomorrow: 1 },
};

describe('completing an image request', () => {
  it('makes of a bare request the tool with its model, and nothing more', () => {
    expect(complete({})).toStrictEqual({
      request: {
        input: 'A cat',
        model: 'house-model',
        store: false,
        tools: [{ type: 'image_generation', model: 'house-image-model' }],
        tool_choice: { type: 'image_generation' },
      },
      warnings: [],
      delivery: 'both',
      imageModel: 'house-image-model',
    });
  });

  it('makes of all image fields one tool, and leaves none of them beside it', () => {
    const more = Object.keys(imageFields).filter((name) => !Object.hasOwn(textFields, name));
    expect(Object.keys(everyField).sort()).toEqual(more.sort());
    expect(complete({ ...everyField, model: 'own-model', user: 'u' })).toStrictEqual({
      request: {
        input: 'A cat',
        model: 'own-model',
        store: false,
        user: 'u',
        tools: [everyProperty],
        tool_choice: { type: 'image_generation' },
      },
      warnings: [],
      delivery: 'url',
      imageModel: 'own-image-model',
    });
  });

  it('passes on a null that OpenAI takes', () => {
    expect(complete({ input_fidelity: null }).request.tools).toStrictEqual([
      { type: 'image_generation', input_fidelity: null, model: 'house-image-model' },
    ]);
  });

  const search = { type: 'web_search' };
  const own = { type: 'image_generation', quality: 'low', svg: { model: 'm' }, output_format: 'svg', tomorrow: 1 };
  it.each([
    ['after the other tools', [search], {}, [search, { type: 'image_generation', model: 'house-image-model' }]],
    ['into no tools', [], {}, [{ type: 'image_generation', model: 'house-image-model' }]],
    ["into the caller's own, in its place", [own, search], {}, [{ ...own, model: 'house-image-model' }, search]],
    [
      "over what the caller's own says",
      [search, { ...own, model: 'model-of-the-tool' }],
      { image_quality: 'max', image_model: 'model-of-the-field' },
      [search, { ...own, quality: 'max', model: 'model-of-the-field' }],
    ],
    [
      "under the caller's own model",
      [{ ...own, model: 'model-of-the-tool' }],
      {},
      [{ ...own, model: 'model-of-the-tool' }],
    ],
    ["over a null of the caller's own", [{ ...own, model: null }], {}, [{ ...own, model: 'house-image-model' }]],
  ])('puts the tool %s', (_, tools, fields, expected) => {
    const { request, imageModel } = complete({ tools, ...fields });
    expect(request.tools).toStrictEqual(expected);
    expect(request.tools).toContainEqual(expect.objectContaining({ type: 'image_generation', model: imageModel }));
  });

  it.each(['auto', 'required'])('replaces tool_choice %s, and says so', (choice) => {
    const { request, warnings } = complete({ tool_choice: choice });
    expect(request.tool_choice).toEqual({ type: 'image_generation' });
    expect(warnings).toEqual([`tool_choice '${choice}' replaced: image endpoints always call image_generation`]);
    expect(warnings.join('')).toMatch(/^[\x20-\x2b\x2d-\x7e]+$/);
  });

  it('says nothing of a tool_choice that is the right one', () => {
    const { request, warnings } = complete({ tool_choice: { type: 'image_generation' } });
    expect(request.tool_choice).toEqual({ type: 'image_generation' });
    expect(warnings).toEqual([]);
  });

  it('drops and defaults the rest as for a text request', () => {
    const { request, warnings } = complete({ background: true, include: ['mcp_call.outputs'], tool_choice: 'auto' });
    expect(request).toMatchObject({ background: true, store: true });
    expect(request).not.toHaveProperty('include');
    expect(warnings).toEqual([
      "include value 'mcp_call.outputs' dropped: OpenAI no longer accepts it",
      "tool_choice 'auto' replaced: image endpoints always call image_generation",
    ]);
  });

  it('changes nothing of the request it is given', () => {
    const request = parseRequest(imageRequestSchema, {
      input: 'A cat',
      tools: [own],
      ...everyField,
      image_format: 'svg',
    });
    const before = structuredClone(request);
    completeImageRequest(request, { model: 'house-model', imageModel: 'house-image-model' });
    expect(request).toEqual(before);
  });
});
