import { expect, it } from 'vitest';
import { withWarnings } from '../../../lib/http/with-warnings.ts';

it('tells its warnings after those of the service, and changes nothing without any', () => {
  const answer = { statusCode: 200, headers: { 'x-request-warnings': 'one' }, body: {} };
  expect(withWarnings(answer, ['two', 'three']).headers).toEqual({ 'x-request-warnings': 'one; two; three' });
  expect(withWarnings({ statusCode: 200, body: {} }, ['two']).headers).toEqual({ 'x-request-warnings': 'two' });
  expect(withWarnings(answer, [])).toBe(answer);
});
