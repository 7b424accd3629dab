import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { loggedError } from '../../../lib/logging/logged-error.ts';

const SAID = 'Cannot read "a prompt".';

const upstreams = new ServiceError('server_error', {
  message: SAID,
  requestId: 'req_1',
  openaiError: { type: 'server_error', code: 'broken', param: 'input', message: SAID },
});

const unreadable = () => {
  try {
    return JSON.parse('{"a": prompt');
  } catch (error) {
    return error;
  }
};

describe('an error in the log', () => {
  it.each(['none', 'redacted'] as const)('has nothing that OpenAI said with %s, but its codes', (mode) => {
    const logged = loggedError(upstreams, mode);
    expect(JSON.stringify(logged)).not.toContain('prompt');
    expect(logged).toMatchObject({ name: 'ServiceError', code: 'server_error', statusCode: 500, requestId: 'req_1' });
    expect(logged.message).toBe(`[${SAID.length} characters]`);
  });

  it('has all of it with full', () => {
    expect(loggedError(upstreams, 'full')).toMatchObject({
      message: SAID,
      openaiError: { param: 'input', message: SAID },
    });
  });

  it('says what this service says itself, in every mode', () => {
    const error = new ServiceError('access_unavailable', { message: 'No table.' });
    for (const mode of ['none', 'redacted', 'full'] as const)
      expect(loggedError(error, mode).message).toBe('No table.');
  });

  it('says where it was, without its message once more', () => {
    const { stack } = loggedError(upstreams, 'redacted');
    expect(stack).toMatch(/^ {4}at .*logged-error\.test\.ts/);
  });

  it('does not quote what could not be parsed', () => {
    const error = new Error('Unusable', { cause: unreadable() });
    const logged = loggedError(error, 'redacted');
    expect(logged).toMatchObject({ message: 'Unusable', cause: { name: 'SyntaxError' } });
    expect(JSON.stringify(logged)).not.toContain('prompt');
    expect(JSON.stringify(loggedError(error, 'full'))).toContain('prompt');
  });

  it('shows what systems say, and of bytes and headers their size', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
      port: 9,
      rawPacket: Buffer.from('a prompt'),
      headers: { 'x-token': 'abc' },
      body: 'a prompt',
    });
    for (const mode of ['none', 'redacted', 'full'] as const) {
      const logged = loggedError(error, mode);
      expect(logged).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect', port: 9 });
      expect(JSON.stringify([logged.rawPacket, logged.headers])).not.toMatch(/prompt|abc/);
      expect(JSON.stringify(logged.body).includes('prompt')).toBe(mode === 'full');
    }
  });

  it('has no keys in any mode, wherever they stand', () => {
    const key = 'sk-proj-abcdefghijklmnop';
    const error = Object.assign(new Error(`No: ${key}`, { cause: new Error(key) }), { note: key, code: key });
    for (const mode of ['none', 'redacted', 'full'] as const)
      expect(JSON.stringify(loggedError(error, mode))).not.toContain('abcdef');
  });

  it('ends, though errors cause each other', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(JSON.stringify(loggedError(error, 'full')).length).toBeLessThan(50_000);
  });
});
