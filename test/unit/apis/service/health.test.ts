import { expect, it } from 'vitest';
import { reportHealth } from '../../../../lib/apis/service/health.ts';

it('tells the runtime, and no cache may keep that', () => {
  expect(reportHealth()).toEqual({
    statusCode: 200,
    headers: { 'cache-control': 'no-store' },
    body: { status: 'ok', runtime: process.version },
  });
});
