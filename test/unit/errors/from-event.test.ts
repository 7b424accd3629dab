import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../../lib/errors/catalogue.ts';
import { fromErrorEvent, fromResponseError } from '../../../lib/errors/from-event.ts';

describe('fromErrorEvent', () => {
  const said = { code: 'insufficient_quota', message: 'You exceeded your quota.', param: 'model' };

  it.each([
    ['nested, as on the wire', { type: 'error', sequence_number: 2, error: { type: 'insufficient_quota', ...said } }],
    ['flat, as in the published types', { type: 'error', sequence_number: 2, ...said }],
  ])('reads an event that is %s', (_name, event) => {
    expect(fromErrorEvent(event)).toMatchObject({
      code: 'insufficient_quota',
      message: 'You exceeded your quota.',
      parameter: 'model',
      hint: errorCatalogue.insufficient_quota.hint,
      retryable: false,
      openaiError: said,
    });
  });

  it("does not take a flat event's own type for the error's", () => {
    expect(fromErrorEvent({ type: 'error', ...said }).openaiError).not.toHaveProperty('type');
  });

  it.each([
    ['invalid_request_error', 'bad_request'],
    ['rate_limit_error', 'rate_limit_exceeded'],
    ['server_error', 'server_error'],
    ['never_seen', 'upstream_error'],
  ] as const)('gives an unknown code the class of its type: %s', (type, code) => {
    const error = fromErrorEvent({ type: 'error', error: { type, code: 'brand_new', message: 'New.' } });
    expect(error).toMatchObject({ code, publicCode: 'brand_new', message: 'New.', hint: errorCatalogue[code].hint });
  });

  it.each([{ type: 'error' }, { type: 'error', error: null }, null, undefined, 'data'])('copes with %o', (event) => {
    expect(fromErrorEvent(event)).toMatchObject({ code: 'upstream_error', retryable: true });
  });

  it('shows no API key', () => {
    const { message } = fromErrorEvent({ type: 'error', code: 'c', message: 'Key sk-proj-12345 refused' });
    expect(message).toBe('Key [redacted] refused');
  });
});

describe('fromResponseError', () => {
  it('maps the reason of a failed response', () => {
    const error = fromResponseError({ code: 'image_too_small', message: 'The image is 1x1.' });
    expect(error).toMatchObject({ code: 'image_too_small', statusCode: 400, message: 'The image is 1x1.' });
  });

  it.each([null, undefined, {}])('says that OpenAI failed where it gave no reason: %o', (reason) => {
    expect(fromResponseError(reason)).toMatchObject({
      code: 'upstream_error',
      message: errorCatalogue.upstream_error.message,
      openaiError: undefined,
    });
  });
});
