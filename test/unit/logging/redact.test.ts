import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactPayload } from '../../../lib/logging/redact.ts';

const modes = ['none', 'redacted', 'full'] as const;
const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const key = 'sk-proj-AbCdEf0123456789AbCdEf0123456789';

const request = {
  model: 'gpt-6.1-terra',
  instructions: 'Be brief.',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is my secret?' }] }],
  metadata: { name: 'Alice', id: 'A1' },
  tools: [{ type: 'function', name: 'get_weather', parameters: { type: 'object', default: 'Berlin' } }],
  previous_response_id: 'resp_123',
  temperature: 0.5,
  stream: true,
};

describe('redactPayload', () => {
  it('shows no more than fields and sizes in "none"', () => {
    expect(redactPayload(request, 'none')).toEqual({
      model: 'string of 13',
      instructions: 'string of 9',
      input: 'array of 1',
      metadata: 'object',
      tools: 'array of 1',
      previous_response_id: 'string of 8',
      temperature: 'number',
      stream: 'boolean',
    });
  });

  it('keeps the structure in "redacted", with texts as lengths', () => {
    expect(redactPayload(request, 'redacted')).toEqual({
      model: 'gpt-6.1-terra',
      instructions: '[9 characters]',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: '[18 characters]' }] }],
      metadata: { name: '[5 characters]', id: '[2 characters]' },
      tools: [
        { type: 'function', name: 'get_weather', parameters: { type: '[6 characters]', default: '[6 characters]' } },
      ],
      previous_response_id: 'resp_123',
      temperature: 0.5,
      stream: true,
    });
  });

  it('shows everything else in "full"', () => {
    expect(redactPayload(request, 'full')).toEqual(request);
  });

  it.each([
    [
      'a program',
      { type: 'code_interpreter_call', code: 'x' },
      { type: 'code_interpreter_call', code: '[1 characters]' },
    ],
    [
      "an error's code, which stays",
      { error: { code: 'invalid_type', message: 'No' } },
      { error: { code: 'invalid_type', message: '[2 characters]' } },
    ],
    [
      'bytes of a token',
      { logprobs: [{ token: 'a', bytes: [97] }] },
      { logprobs: [{ token: '[1 characters]', bytes: '[1 numbers]' }] },
    ],
    ['a type that is a sentence', { type: 'tell me a joke' }, { type: '[14 characters]' }],
    [
      'a number the caller named',
      { variables: { pin: 1234, on: true } },
      { variables: { pin: '[number]', on: '[boolean]' } },
    ],
    ['a bare text', 'Hello', '[5 characters]'],
    ['nothing', null, null],
  ])('"redacted" reduces %s', (_what, value, expected) => {
    expect(redactPayload(value, 'redacted')).toEqual(expected);
  });

  it('leaves out a body that is not there', () => {
    for (const mode of modes) expect(redactPayload(undefined, mode)).toBeUndefined();
  });

  it.each([
    ['an image', { result: base64 }, base64],
    ['a short image', { b64_json: 'QUJD' }, 'QUJD'],
    ['a partial image', { partial_image_b64: 'QUJD' }, 'QUJD'],
    ['sound', { input_audio: { data: 'QUJD', format: 'wav' } }, 'QUJD'],
    ['a data URI', { image_url: 'data:image/png;base64,QUJDRA==' }, 'QUJDRA'],
    ['base64 inside a text', { text: `look: ${base64} nice` }, base64.slice(0, 20)],
    ['base64 in lines', { text: `${base64.slice(0, 76)}\r\nAQIDBAUG` }, 'AQIDBAUG'],
    ['base64 with escaped slashes', { arguments: `{"a":"${'QUJDRA'.repeat(6)}\\/${'QUJDRA'.repeat(6)}"}` }, 'QUJDRA'],
    ['a key in a message', { message: `Incorrect API key provided: ${key}.` }, key.slice(3)],
    ['half a key, as OpenAI quotes it', { message: 'Incorrect API key provided: sk-ab*****wxyz.' }, 'wxyz'],
    ['a key as a field name', { [key]: 1 }, key.slice(3)],
    ["an MCP server's token", { tools: [{ type: 'mcp', authorization: 'hunter2hunter2' }] }, 'hunter2'],
    ["an MCP server's headers", { tools: [{ type: 'mcp', headers: { 'X-Team': 'hunter2', n: 42 } }] }, /hunter2|42/],
    ["a container's credentials", { domain_secrets: [{ domain: 'a.com', name: 'T', value: 'hunter2' }] }, 'hunter2'],
    ['a bearer token in a text', { text: 'curl -H "Authorization: Bearer hunter2hunter2"' }, 'hunter2'],
    ['a bearer token in prose', { text: 'Send Bearer hunter2hunter2 with it' }, 'hunter2'],
    ['basic credentials in JSON in a text', { arguments: '{"authorization":"Basic aHVudGVy"}' }, 'aHVudGVy'],
    ['a presigned URL', { url: 'https://b.s3.amazonaws.com/k?X-Amz-Signature=0a1b2c&X-Amz-Date=1' }, '0a1b2c'],
  ])('shows %s in no mode', (_what, value, secret) => {
    for (const mode of modes) {
      const shown = JSON.stringify(redactPayload(value, mode));
      expect(shown).not.toMatch(secret);
    }
  });

  it.each([
    'task-oriented, risk-averse desk-work',
    'https://example.com/a/b?c=d',
    'resp_68c1f0e3d0a4819',
    'The basics of bearing',
  ])('does not take %j for a secret', (text) => {
    expect(redactPayload({ text }, 'full')).toEqual({ text });
  });

  it('shows lists named "data" and objects named "result"', () => {
    const value = { object: 'list', data: [{ id: 'a' }], result: { id: 'b' } };
    expect(redactPayload(value, 'redacted')).toEqual(value);
  });

  it('keeps a field named __proto__ a field', () => {
    const shown = redactPayload(JSON.parse('{"__proto__":{"type":"x"}}'), 'redacted');
    expect(JSON.stringify(shown)).toBe('{"__proto__":{"type":"x"}}');
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
  });

  it.each(modes)('stays small and quick in "%s", whatever comes in', (mode) => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 5000; level += 1) deep = { deep: [deep] };
    const circle: Record<string, unknown> = {};
    circle.again = circle;
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, 'x'.repeat(50)]));
    const large = [
      deep,
      circle,
      wide,
      'word '.repeat(4_000_000),
      'a/'.repeat(4_000_000),
      Array(1_000_000).fill({ a: 'b' }),
    ];
    const started = performance.now();
    for (const value of large)
      expect(JSON.stringify(redactPayload({ value, ...wide }, mode)).length).toBeLessThan(300_000);
    // Generous: what is not linear takes minutes here.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('redactPayload, whatever the body', () => {
  const base64Text = fc
    .uint8Array({ minLength: 60, maxLength: 400 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  const openaiKey = fc.stringMatching(/^sk-[A-Za-z0-9_-]{20,60}$/);
  const secret = fc.oneof(base64Text, openaiKey);

  it('neither keys nor base64 survive in any mode, wherever they stand', () => {
    const field = fc.constantFrom('text', 'type', 'id', 'model', 'arguments', 'url', 'delta', 'code', 'whatever');
    const embedded = fc
      .tuple(fc.string(), secret, fc.constantFrom('', ' ', '"', '\n', '.'))
      .map(([before, value, after]) => ({
        value,
        text: `${before} ${value}${after}`,
      }));
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        field,
        embedded,
        fc.constantFrom(...modes),
        (rest, name, { value, text }, mode) => {
          const body = { rest, list: [{ [name]: text }], [name]: { deep: { [name]: [text] } }, [text]: 1 };
          expect(JSON.stringify(redactPayload(body, mode))).not.toContain(value);
        },
      ),
    );
  });

  it('changes nothing in what it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), secret, fc.constantFrom(...modes), (rest, value, mode) => {
        const body = { rest, result: value, tools: [{ authorization: value }] };
        const before = structuredClone(body);
        redactPayload(body, mode);
        expect(body).toEqual(before);
      }),
    );
  });

  it('"redacted" shows no sentence of the body', () => {
    const sentence = fc.string({ minLength: 3 }).map((text) => `prompt: ${text} end`);
    fc.assert(
      fc.property(fc.constantFrom('input', 'type', 'id', 'text', 'output'), sentence, (name, text) => {
        expect(JSON.stringify(redactPayload({ [name]: text, list: [{ [name]: text }] }, 'redacted'))).not.toContain(
          'prompt:',
        );
      }),
    );
  });
});
