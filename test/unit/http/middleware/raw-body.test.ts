import { describe, expect, it } from 'vitest';
import { rawBody } from '../../../../lib/http/middleware/raw-body.ts';
import type { MiddlewareRequest } from '../../../../lib/http/middleware-request.ts';

const text = '{"id" : "evt_1",\r\n "name":"é 👩‍👧", "n":1.0}\n';

/** The request of an event as the middleware leaves it. */
function read(event: object): object {
  const request = { event } as MiddlewareRequest;
  rawBody().before(request);
  return request.event as object;
}

describe('a body that nobody may parse yet', () => {
  it.each([
    ['text', { body: text, isBase64Encoded: false }],
    ['base64', { body: Buffer.from(text).toString('base64'), isBase64Encoded: true }],
  ])('is the very characters that were sent, whether it came as %s', (_name, event) => {
    expect(read({ ...event, method: 'POST' })).toEqual({ body: text, isBase64Encoded: false, method: 'POST' });
  });

  it('is empty where there was none', () => {
    expect(read({ isBase64Encoded: false })).toMatchObject({ body: '' });
  });

  it.each([
    [6 * 1024 * 1024, false],
    [6 * 1024 * 1024 + 1, true],
  ])('may have the 6 MiB that Lambda takes: %i bytes', (bytes, refused) => {
    const reading = () => read({ body: 'x'.repeat(bytes), isBase64Encoded: false });
    if (refused) expect(reading).toThrow(expect.objectContaining({ code: 'request_too_large' }));
    else expect(reading).not.toThrow();
  });
});
