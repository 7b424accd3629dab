import { describe, expect, it } from 'vitest';
import { apiClient } from '../../../../lib/web/playground/api-client.ts';
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
  const keysOf = (apiKey: string, serviceKey = '') => ({ apiKey: () => apiKey, serviceKey: () => serviceKey });
  it.each([
    [
      { method: 'POST', path: 'api/x', body: { input: "it's" } },
      { keys: keysOf(''), streams: true },
      String.raw`curl -N 'https://api.example/dev/api/x' \
  -H 'content-type: application/json' \
  -d '{"input":"it'\''s"}'`,
    ],
    [
      { method: 'GET', path: 'api/x' },
      { keys: keysOf('secret'), streams: false },
      'curl \'https://api.example/dev/api/x\' \\\n  -H "x-api-key: $API_KEY"',
    ],
    [
      { method: 'DELETE', path: 'api/x' },
      { keys: keysOf(''), streams: false },
      "curl -X DELETE 'https://api.example/dev/api/x'",
    ],
    [
      { method: 'GET', path: 'api/usage?by=day' },
      { keys: keysOf('secret', 'sk-secret'), streams: false },
      'curl \'https://api.example/dev/api/usage?by=day\' \\\n  -H "x-api-key: $API_KEY" \\\n  -H "Authorization: Bearer $KEY"',
    ],
  ] as const)('writes %j', (request, options, command) => {
    expect(curlText(request, { base, ...options })).toBe(command);
  });

  it('shortens a picture', () => {
    const body = { url: `data:image/png;base64,${'A'.repeat(9000)}` };
    expect(
      curlText({ method: 'POST', path: 'x', body }, { base, keys: keysOf(''), streams: false }).length,
    ).toBeLessThan(300);
  });
});

describe('a request as it is sent', () => {
  it.each([
    ['', '', {}],
    ['gateway', '', { 'x-api-key': 'gateway' }],
    ['', 'own', { authorization: 'Bearer own' }],
    ['gateway', 'own', { 'x-api-key': 'gateway', authorization: 'Bearer own' }],
  ])('brings the keys that there are: %j and %j', async (apiKey, serviceKey, headers) => {
    let sent: RequestInit | undefined;
    const send = apiClient({ apiKey: () => apiKey, serviceKey: () => serviceKey }, async (_path, init) => {
      sent = init;
      return new Response('{}');
    });
    await send({ method: 'GET', path: 'api/usage' });
    expect(sent?.headers).toEqual(headers);
  });

  it('says what to do on this page where its key is none', async () => {
    const body = { statusCode: 401, message: 'The request does not say who asks.', hint: 'Send a valid key' };
    const refusal = async () => Response.json({ ...body, error_code: 'unauthenticated' }, { status: 401 });
    const send = apiClient({ apiKey: () => '', serviceKey: () => '' }, refusal);
    await expect(send({ method: 'GET', path: 'api/usage' })).rejects.toMatchObject({
      failure: {
        message: body.message,
        statusCode: 401,
        hint: expect.stringMatching(/^Open Settings .* npm run keys/),
      },
    });
  });
});
