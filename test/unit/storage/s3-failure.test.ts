import { describe, expect, it } from 'vitest';
import { isMissingObject, s3Failure } from '../../../lib/storage/s3-failure.ts';

/** What the SDK throws for an answer of S3. */
function answered(name: string, httpStatusCode: number) {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

/** What it throws for a connection that was not made, or broke. */
function broken(code: string, name = 'Error') {
  return Object.assign(new Error(code), { name, code, $metadata: { attempts: 3 } });
}

const anotherRegion = {
  kind: 'missing',
  message: expect.stringContaining('another region'),
  hint: expect.stringContaining('STORAGE_BUCKET'),
};

describe('what went wrong with S3', () => {
  it.each<[unknown, object]>([
    [answered('NoSuchBucket', 404), { kind: 'missing' }],
    [answered('PermanentRedirect', 301), anotherRegion],
    [answered('301', 301), anotherRegion],
    [answered('AuthorizationHeaderMalformed', 400), anotherRegion],
    [answered('AccessDenied', 403), { kind: 'denied' }],
    [answered('InvalidAccessKeyId', 403), { kind: 'denied' }],
    [answered('403', 403), { kind: 'denied' }],
    [answered('Unauthorized', 401), { kind: 'denied' }],
    [answered('KMS.DisabledException', 400), { kind: 'denied' }],
    [
      Object.assign(new Error('none'), { name: 'CredentialsProviderError' }),
      { kind: 'denied', message: expect.stringContaining('no credentials'), hint: expect.stringContaining('role') },
    ],
    [
      answered('SlowDown', 503),
      { kind: 'failed', message: expect.stringContaining('fewer'), hint: expect.any(String) },
    ],
    [answered('InternalError', 500), { kind: 'failed' }],
    [answered('ServiceUnavailable', 503), { kind: 'failed' }],
    [answered('constructor', 500), { kind: 'failed' }],
    [
      Object.assign(new Error('slow'), { name: 'TimeoutError' }),
      { kind: 'failed', message: 'S3 did not answer in time.', hint: expect.stringContaining('S3_ENDPOINT') },
    ],
    [
      Object.assign(new Error('gone'), { name: 'AbortError' }),
      { kind: 'failed', message: expect.stringMatching(/broken off/) },
    ],
    [new TypeError('x is not a function'), { kind: 'failed' }],
    ['text', { kind: 'failed' }],
    [undefined, { kind: 'failed' }],
    [null, { kind: 'failed' }],
  ])('%s', (thrown, failure) => {
    expect(s3Failure(thrown)).toEqual(failure);
  });

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPIPE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('is the way to it: %s', (code) => {
    const failure = { kind: 'failed', message: 'S3 cannot be reached.', hint: expect.stringContaining('S3_ENDPOINT') };
    expect(s3Failure(broken(code))).toEqual(failure);
    // As the SDK names a reset.
    expect(s3Failure(broken(code, 'TimeoutError'))).toEqual(failure);
  });
});

describe('an object that is not there', () => {
  it.each([
    ['of a GET', answered('NoSuchKey', 404), true],
    ['of a HEAD', answered('NotFound', 404), true],
    ['is not one whose bucket is not there', answered('NoSuchBucket', 404), false],
    ['is not one that may not be seen', answered('AccessDenied', 403), false],
    ['is no broken connection', broken('ECONNRESET'), false],
    ['is not nothing', undefined, false],
  ])('%s', (_name, thrown, missing) => {
    expect(isMissingObject(thrown)).toBe(missing);
  });
});
