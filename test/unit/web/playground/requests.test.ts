import { describe, expect, it } from 'vitest';
import { curlText } from '../../../../lib/web/playground/curl-text.ts';
import { imageRequest } from '../../../../lib/web/playground/image-request.ts';
import { textRequest } from '../../../../lib/web/playground/text-request.ts';

const text = { prompt: 'Hi', model: '', effort: '', tools: [], background: false, metadata: '' };
const image = { prompt: 'Hi', model: '', metadata: '', parameters: {}, maskFileId: '' };

describe('the request of the text form', () => {
  it('leaves out what the form leaves open', () => {
    expect(textRequest(text).body).toEqual({ input: 'Hi' });
  });

  it.each([
    [{ model: 'gpt-x' }, { model: 'gpt-x' }],
    [{ effort: 'low' }, { reasoning: { effort: 'low', summary: 'auto' } }],
    [{ effort: 'none' }, { reasoning: { effort: 'none' } }],
    [{ tools: ['web_search'] }, { tools: [{ type: 'web_search' }] }],
    [{ background: true }, { background: true }],
    [{ metadata: '{"scenario":"text"}' }, { metadata: { scenario: 'text' } }],
  ])('says %j as the API wants it', (fields, body) => {
    expect(textRequest({ ...text, ...fields }).body).toEqual({ input: 'Hi', ...body });
  });

  it.each(['{', '[]', '"text"'])('refuses metadata that is no object: %s', (metadata) => {
    expect(() => textRequest({ ...text, metadata })).toThrow('Metadata wants a JSON object');
  });
});

describe('the request of the image form', () => {
  it('sends numbers as numbers and leaves out what is empty', () => {
    const parameters = { image_format: 'webp', output_compression: '70', partial_images: '0', image_size: ' ' };
    expect(imageRequest({ ...image, parameters }).body).toEqual({
      input: 'Hi',
      image_format: 'webp',
      output_compression: 70,
      partial_images: 0,
    });
  });

  it('sends the picture to edit as input, and a mask', () => {
    const { body } = imageRequest({ ...image, picture: 'data:image/png;base64,AA==', maskFileId: 'file-1' });
    expect(body).toEqual({
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Hi' },
            { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
          ],
        },
      ],
      input_image_mask: { file_id: 'file-1' },
    });
  });
});

describe('a request as a curl command', () => {
  const base = 'https://api.example/dev/';
  it.each([
    [
      { method: 'POST', path: 'api/x', body: { input: "it's" } },
      { hasKey: false, streams: true },
      String.raw`curl -N 'https://api.example/dev/api/x' \
  -H 'content-type: application/json' \
  -d '{"input":"it'\''s"}'`,
    ],
    [
      { method: 'GET', path: 'api/x' },
      { hasKey: true, streams: false },
      'curl \'https://api.example/dev/api/x\' \\\n  -H "x-api-key: $API_KEY"',
    ],
    [
      { method: 'DELETE', path: 'api/x' },
      { hasKey: false, streams: false },
      "curl -X DELETE 'https://api.example/dev/api/x'",
    ],
  ] as const)('writes %j', (request, options, command) => {
    expect(curlText(request, { base, ...options })).toBe(command);
  });

  it('shortens a picture', () => {
    const body = { url: `data:image/png;base64,${'A'.repeat(9000)}` };
    expect(curlText({ method: 'POST', path: 'x', body }, { base, hasKey: false, streams: false }).length).toBeLessThan(
      300,
    );
  });
});
