import { describe, expect, it } from 'vitest';
import { maskUrl } from '../../../lib/logging/mask-url.ts';
import { redactPayload } from '../../../lib/logging/redact.ts';

const cases: readonly (readonly [string, string])[] = [
  ['https://mcp.example.com/mcp', 'https://mcp.example.com/mcp'],
  ['https://user:pass@mcp.example.com:8443/mcp', 'https://mcp.example.com:8443/mcp'],
  ['https://token@mcp.example.com', 'https://mcp.example.com'],
  ['https://a@b:c@mcp.example.com/x', 'https://mcp.example.com/x'],
  ['https://x.test/sse?token=abc&page=2', 'https://x.test/sse?token=masked&page=2'],
  [
    'https://x.test/?api_key=1&apiKey=2&access-token=3&X-Amz-Signature=4',
    'https://x.test/?api_key=masked&apiKey=masked&access-token=masked&X-Amz-Signature=masked',
  ],
  ['https://x.test/?to%6ben=abc', 'https://x.test/?to%6ben=masked'],
  ['https://x.test/?q=keys&monkey=banana', 'https://x.test/?q=keys&monkey=banana'],
  ['https://x.test/?id=Zm9vYmFyYmF6cXV4MTIzNDU2', 'https://x.test/?id=masked'],
  ['https://x.test/api/s/Zm9vYmFyYmF6cXV4MTIzNDU2/mcp', 'https://x.test/api/s/masked/mcp'],
  ['https://x.test/api/mcp-server-for-everybody/sse', 'https://x.test/api/mcp-server-for-everybody/sse'],
  ['https://x.test/mcp#access_token=abc', 'https://x.test/mcp'],
  ['x.test/mcp?key=abc', 'x.test/mcp?key=masked'],
  ['', ''],
];

describe('a URL', () => {
  it.each(cases)('%s is kept as %s', (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });

  it('is logged so where it is that of a server', () => {
    const tools = cases.map(([server_url]) => ({ type: 'mcp', server_url }));
    const logged = redactPayload({ tools }, 'full') as { readonly tools: readonly { readonly server_url: string }[] };
    for (const [index, { server_url }] of logged.tools.entries()) {
      expect(server_url.replaceAll('[masked]', 'masked')).toBe(cases[index]?.[1]);
    }
  });

  it.each([
    ['see https://user:pass@x.test/a', 'see https://[masked]@x.test/a'],
    ['GET /x?token=abc&b=1 failed', 'GET /x?token=[masked]&b=1 failed'],
  ])('in a text has neither user nor token in the log: %s', (text, masked) => {
    expect(redactPayload({ message: text }, 'full')).toEqual({ message: masked });
  });
});
