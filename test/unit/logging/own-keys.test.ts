import { expect, it } from 'vitest';
import { maskSecrets } from '../../../lib/logging/mask-secrets.ts';

it('masks keys of this service wherever they stand', () => {
  const key = `orl_${'aB3-_'.repeat(8)}xyz`;
  expect(maskSecrets(`a ${key} b`, 1000)).not.toContain(key.slice(4, 20));
});
