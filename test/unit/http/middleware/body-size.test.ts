import { expect, it } from 'vitest';
import { checkBodySize } from '../../../../lib/http/middleware/body-size.ts';

const LIMIT = 6 * 1024 * 1024;

it.each([undefined, '', 'x'.repeat(LIMIT), 'é'.repeat(LIMIT / 2)])('takes what Lambda takes (case %#)', (body) => {
  expect(() => checkBodySize(body)).not.toThrow();
});

it.each(['x'.repeat(LIMIT + 1), `${'é'.repeat(LIMIT / 2)}x`])('counts bytes, not characters (case %#)', (body) => {
  expect(() => checkBodySize(body)).toThrow(expect.objectContaining({ code: 'request_too_large', statusCode: 413 }));
});
