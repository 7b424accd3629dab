import { describe, expect, it } from 'vitest';
import { checkUrls } from '../../../lib/access/url-safety.ts';
import type { InputUrlSettings } from '../../../lib/config/environment.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';

const usual: InputUrlSettings = { http: false };
const withHttp: InputUrlSettings = { http: true };

const image = (url: unknown) => ({ input: [{ role: 'user', content: [{ type: 'input_image', image_url: url }] }] });
const server = (fields: object) => ({ tools: [{ type: 'mcp', server_label: 'a', ...fields }] });

function refusal(body: unknown, settings = usual): ServiceError | undefined {
  try {
    checkUrls(body, settings);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

describe('checkUrls lets through', () => {
  it.each(['https://www.example.com/a.png', 'data:image/png;base64,AAAA', 'DATA:,x'])('%s', (url) => {
    expect(refusal(image(url))).toBeUndefined();
  });

  it('http: where that is chosen, with the same hosts', () => {
    expect(refusal(image('http://example.com/'))?.parameter).toBe('input[0].content[0].image_url');
    expect(refusal(image('http://example.com/'), withHttp)).toBeUndefined();
    expect(refusal(image('http://127.0.0.1/'), withHttp)).toBeDefined();
  });

  it('what is no URL of an input', () => {
    const body = {
      input: [
        { type: 'web_search_call', id: 'ws_1', action: { type: 'open_page', url: 'http://localhost/' } },
        { type: 'function_call_output', output: '{"image_url":"http://localhost/"}' },
        {
          role: 'assistant',
          content: [{ type: 'output_text', annotations: [{ type: 'url_citation', url: 'http://a' }] }],
        },
      ],
      metadata: { image_url: 'http://localhost/' },
      tools: [{ type: 'function', parameters: { properties: { image_url: 'http://localhost/' } } }],
      image_url: null,
    };
    expect(refusal(body)).toBeUndefined();
  });
});

describe('checkUrls refuses', () => {
  it.each(['https://127.1/', 'https://localhost/', 'da\tta:,x', 'AAAA', ''])('%j', (url) => {
    expect(refusal(image(url))?.code).toBe('url_not_allowed');
  });

  it.each<[string, unknown, string]>([
    ['an image', image('https://localhost/'), 'input[0].content[0].image_url'],
    [
      'a file',
      { input: [{ content: [{ type: 'input_file', file_url: 'https://10.0.0.1/' }] }] },
      'input[0].content[0].file_url',
    ],
    [
      'a mask',
      { tools: [{ type: 'image_generation', input_image_mask: { image_url: 'https://[::1]/' } }] },
      'tools[0].input_image_mask.image_url',
    ],
    [
      'chat',
      { messages: [{ content: [{ type: 'image_url', image_url: { url: 'https://[::1]/' } }] }] },
      'messages[0].content[0].image_url.url',
    ],
    ['a video', { input_reference: { image_url: 'https://a.local/' } }, 'input_reference.image_url'],
    [
      'what a function gave',
      { input: [{ output: [{ type: 'input_image', image_url: 'https://a.local/' }] }] },
      'input[0].output[0].image_url',
    ],
    [
      'a variable',
      { prompt: { variables: { headers: { type: 'input_image', image_url: 'https://a.local/' } } } },
      'prompt.variables.headers.image_url',
    ],
    ['an MCP server', server({ server_url: 'https://127.0.0.1/mcp' }), 'tools[0].server_url'],
    ['data in the place of a server', server({ server_url: 'data:,x' }), 'tools[0].server_url'],
    [
      'a server that an item brings',
      { input: [{ type: 'additional_tools', ...server({ server_url: 'https://a.local/' }) }] },
      'input[0].tools[0].server_url',
    ],
    ['a list', { image_urls: ['https://example.com/', 'https://a.local/'] }, 'image_urls[1]'],
    ['fields that are to come', { callback_url: 'https://a.local/' }, 'callback_url'],
  ])('the URL of %s, and says where', (_, body, parameter) => {
    const error = refusal(body);
    expect(error).toMatchObject({ code: 'url_not_allowed', statusCode: 400, parameter });
    expect(error?.hint).toContain('https://');
  });
});

describe('MCP servers', () => {
  const settings: InputUrlSettings = {
    http: false,
    mcpServers: ['mcp.example.com', '*.tools.example', 'connector_gmail', 'tunnel_a1'],
  };

  it.each<[object, boolean]>([
    [{ server_url: 'https://mcp.example.com/sse' }, true],
    [{ server_url: 'https://MCP.example.com.:8443/sse' }, true],
    [{ server_url: 'https://a.tools.example/' }, true],
    [{ server_url: 'https://a.b.tools.example/' }, true],
    [{ server_url: 'https://tools.example/' }, false],
    [{ server_url: 'https://evil-tools.example/' }, false],
    [{ server_url: 'https://eviltools.example/' }, false],
    [{ server_url: 'https://a.tools.example.evil.com/' }, false],
    [{ server_url: 'https://evil.com/mcp.example.com' }, false],
    [{ server_url: 'https://mcp.example.com@evil.com/' }, false],
    [{ server_url: 'https://mcpxexample.com/' }, false],
    [{ connector_id: 'connector_gmail' }, true],
    [{ connector_id: 'connector_dropbox' }, false],
    [{ tunnel_id: 'tunnel_A1' }, true],
    [{ tunnel_id: 'tunnel_b2' }, false],
  ])('%j: %s, where they are listed', (fields, isAllowed) => {
    expect(refusal(server(fields), settings) === undefined).toBe(isAllowed);
  });

  it('are any that are public where none is listed; tunnels are not', () => {
    expect(refusal(server({ server_url: 'https://anything.example.org/' }))).toBeUndefined();
    expect(refusal(server({ connector_id: 'connector_dropbox' }))).toBeUndefined();
    expect(refusal(server({ tunnel_id: 'tunnel_a1' }))?.parameter).toBe('tools[0].tunnel_id');
  });

  it('do not bind images', () => {
    expect(refusal(image('https://elsewhere.example.org/'), settings)).toBeUndefined();
  });
});
