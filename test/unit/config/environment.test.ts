import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../lib/config/environment.ts';

const OPENAI_API_KEY = 'sk-test-1234567890';

function messageOf(variables: Record<string, string>): string {
  try {
    readEnvironment(variables);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}

describe('readEnvironment', () => {
  it('needs nothing but the key', () => {
    expect(readEnvironment({ OPENAI_API_KEY })).toEqual({
      openaiApiKey: OPENAI_API_KEY,
      openaiBaseUrl: 'https://api.openai.com/v1',
      defaultModel: 'gpt-6.1-terra',
      defaultImageModel: 'gpt-image-2.6-sunburst',
      streamIdleTimeoutMs: 120_000,
      maxRetries: 3,
      retryDelayMs: 1000,
      logLevel: 'INFO',
      logPayloads: 'redacted',
      apiAuth: 'none',
      corsOrigins: [],
      imageUrlTtlSeconds: 3600,
      docs: 'public',
      inputUrls: { http: false },
    });
  });

  it.each([
    ['OPENAI_API_BASE_URL', 'http://127.0.0.1:4010/v1/', { openaiBaseUrl: 'http://127.0.0.1:4010/v1' }],
    ['OPENAI_DEFAULT_MODEL', 'gpt-6-luna', { defaultModel: 'gpt-6-luna' }],
    ['OPENAI_TIMEOUT', '1', { timeoutMs: 1 }],
    ['OPENAI_STREAM_IDLE_TIMEOUT', ' 900000 ', { streamIdleTimeoutMs: 900_000 }],
    ['OPENAI_MAX_RETRIES', '0', { maxRetries: 0 }],
    ['OPENAI_RETRY_DELAY', '0', { retryDelayMs: 0 }],
    ['LOG_LEVEL', 'debug', { logLevel: 'DEBUG' }],
    ['LOG_PAYLOADS', 'full', { logPayloads: 'full' }],
    ['STORAGE_BUCKET', 'my-images', { storageBucket: 'my-images' }],
    ['S3_ENDPOINT', 'http://127.0.0.1:9000/', { s3Endpoint: 'http://127.0.0.1:9000' }],
    ['OPENAI_MAX_RETRIES', '', { maxRetries: 3 }],
    ['LOG_LEVEL', '  ', { logLevel: 'INFO' }],
  ])('reads %s=%j', (variable, value, expected) => {
    expect(readEnvironment({ OPENAI_API_KEY, [variable]: value })).toMatchObject(expected);
  });

  it.each([
    ['OPENAI_API_KEY', 'pk-1', 'starts with "sk-"'],
    ['OPENAI_API_KEY', '', 'starts with "sk-"'],
    ['OPENAI_API_BASE_URL', 'api.openai.com', 'https://'],
    ['OPENAI_API_BASE_URL', 'ftp://api.openai.com', 'https://'],
    ['OPENAI_DEFAULT_MODEL', 'gpt 6', 'without spaces'],
    ['OPENAI_TIMEOUT', '0', 'from 1 to 900000'],
    ['OPENAI_TIMEOUT', '60s', 'milliseconds'],
    ['OPENAI_TIMEOUT', '1e3', 'milliseconds'],
    ['OPENAI_STREAM_IDLE_TIMEOUT', '900001', 'from 1 to 900000'],
    ['OPENAI_MAX_RETRIES', '-1', 'from 0 to 10'],
    ['OPENAI_MAX_RETRIES', '2.5', 'whole number'],
    ['OPENAI_RETRY_DELAY', '99999', 'from 0 to 10000'],
    ['LOG_LEVEL', 'loud', 'TRACE, DEBUG, INFO'],
    ['LOG_PAYLOADS', 'some', 'none, redacted, full'],
    ['STORAGE_BUCKET', 'My Bucket', 'S3 bucket'],
    ['S3_ENDPOINT', 'localhost', 'https://'],
    ['IMAGE_URL_TTL_SECONDS', '604801', 'seconds from 1 to 604800'],
  ])('refuses %s=%j and says what it wants', (variable, value, wants) => {
    const message = messageOf({ OPENAI_API_KEY, [variable]: value });
    expect(message).toContain(`${variable} `);
    expect(message).toContain(wants);
    expect(message.match(/;/g)).toBeNull();
  });

  it("takes S3_ENDPOINT=aws for AWS's own", () => {
    expect(readEnvironment({ OPENAI_API_KEY, S3_ENDPOINT: 'aws' })).not.toHaveProperty('s3Endpoint');
  });

  it('names every bad variable in one message, and no value', () => {
    const bad = { OPENAI_API_KEY: 'secret-key', OPENAI_TIMEOUT: 'sk-misplaced', LOG_LEVEL: 'loudest' };
    const message = messageOf(bad);
    for (const [variable, value] of Object.entries(bad)) {
      expect(message).toContain(variable);
      expect(message).not.toContain(value);
    }
  });

  it('does not ask a function that does not call OpenAI for a key', () => {
    expect(readEnvironment({}, false).openaiApiKey).toBe('');
    expect(() => readEnvironment({ OPENAI_API_KEY: 'pk-1' }, false)).toThrow('OPENAI_API_KEY');
  });
});

describe('.env.example', () => {
  const lines = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8').split('\n');
  const shown = Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^#?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? '']];
    }),
  );

  it('shows the defaults that hold', () => {
    expect(readEnvironment({ ...shown, OPENAI_API_KEY })).toEqual(readEnvironment({ OPENAI_API_KEY }));
  });

  it.each([
    'OPENAI_API_KEY',
    'OPENAI_API_BASE_URL',
    'OPENAI_DEFAULT_MODEL',
    'OPENAI_DEFAULT_IMAGE_MODEL',
    'OPENAI_TIMEOUT',
    'OPENAI_STREAM_IDLE_TIMEOUT',
    'OPENAI_MAX_RETRIES',
    'OPENAI_RETRY_DELAY',
    'LOG_LEVEL',
    'LOG_PAYLOADS',
    'STORAGE_BUCKET',
    'IMAGE_URL_TTL_SECONDS',
    'PORT',
    'S3_ENDPOINT',
    'LOG_DIR',
    'NODE_ENV',
  ])('has %s', (name) => {
    expect(Object.keys(shown)).toContain(name);
  });
});
