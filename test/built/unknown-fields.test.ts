import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream } from '../support/upstream.ts';
import { goodStream, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** What OpenAI added after this service was deployed, which is near no field that it knows. */
const added = { quantum_mode: { level: 3 } };

describe('a field that the service does not know', () => {
  let upstream: Upstream;
  let stack: Stack;

  beforeAll(async () => {
    upstream = await startUpstream();
    stack = await startStack({ upstream: upstream.url });
  });
  afterAll(async () => {
    await stack.close();
    await upstream.close();
  });

  describe.each([
    ['/api/responses/text', playJson(RESPONSE)],
    ['/api/responses/text/stream', goodStream],
    ['/api/responses/images', playJson(RESPONSE)],
    ['/api/responses/images/stream', goodStream],
  ])('in a request to %s', (path, handler) => {
    it('goes to OpenAI as it is, and a header names it', async () => {
      upstream.handle(handler);
      const response = await stack.post(path, { input: 'Hello', ...added });
      await response.text();
      expect([response.status, response.headers.get('x-request-warnings')]).toEqual([
        200,
        expect.stringContaining("field 'quantum_mode' sent on to OpenAI"),
      ]);
      expect(upstream.requests.at(-1)?.json()).toMatchObject(added);
    });

    it('is an error where a known one is near', async () => {
      const before = upstream.requests.length;
      const response = await stack.post(path, { input: 'Hello', modle: 'gpt-6.1' });
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({
          error_code: 'validation_failed',
          parameter: 'modle',
          hint: expect.stringContaining("'model'"),
        }),
      ]);
      expect(upstream.requests).toHaveLength(before);
    });
  });

  it.each([
    ['/api/responses/text', playJson(RESPONSE)],
    ['/api/responses/text/stream', goodStream],
  ])(
    'and a prompt of text, which becomes instructions before those of %s, have a warning each',
    async (path, handler) => {
      upstream.handle(handler);
      const response = await stack.post(path, {
        input: 'Hello',
        instructions: 'Use metres.',
        prompt: { type: 'text', text: 'Be brief.' },
        ...added,
      });
      await response.text();
      const warnings = response.headers.get('x-request-warnings');
      expect(warnings).toContain('prompt of type text sent as instructions');
      expect(warnings).toContain("'quantum_mode'");
      const sent = upstream.requests.at(-1)?.json();
      expect(sent).toMatchObject({ instructions: expect.stringMatching(/^Be brief\.\s+Use metres\.$/), ...added });
      expect(sent).not.toHaveProperty('prompt');
    },
  );

  it('are named where OpenAI refuses them as well', async () => {
    upstream.handle(playJson({ error: { message: "Unknown parameter: 'quantum_mode'." } }, 400));
    const response = await stack.post('/api/responses/text', { input: 'Hello', ...added });
    expect([response.status, response.headers.get('x-request-warnings')]).toEqual([
      400,
      expect.stringContaining("'quantum_mode'"),
    ]);
  });
});
