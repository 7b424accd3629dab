import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKey, listKeys, revokeKey, rotateKey, setLimits } from '../../../../lib/access/keys/key-admin.ts';
import { readKeyItem } from '../../../../lib/access/keys/key-item.ts';
import type { Table } from '../../../../lib/storage/table/table.ts';
import { startTestTable, type TestTable } from '../../../support/test-table.ts';

const options = { now: () => 1_800_000_000_000 };
const shop = 'bearer:shop';

let tables: TestTable;
beforeEach(async () => {
  tables = await startTestTable();
});
afterEach(() => tables.close());

/** The items of keys say what the principal's says: the same limits, and each key is listed there or revoked. */
async function expectAgreement(): Promise<void> {
  const [principal] = await listKeys(tables.table);
  const items = (await tables.items()).filter((item) => item.sk?.S === 'KEY').map(readKeyItem);
  const live = items.filter(({ revokedAt }) => revokedAt === undefined);
  expect(live.map(({ keyId }) => keyId).sort()).toEqual([...(principal?.keys.keys() ?? [])].sort());
  for (const key of live) expect(key.limits).toEqual(principal?.limits);
  for (const { keyId, hash } of live) expect(principal?.keys.get(keyId)?.hash).toBe(hash);
}

function outcomes(results: readonly PromiseSettledResult<unknown>[]) {
  return results.map(({ status }) => status).sort();
}

describe('admins who act at once', () => {
  it('make one first key between them', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => createKey(tables.table, shop, {}, options)),
    );
    expect(outcomes(results)).toEqual(['fulfilled', ...Array(5).fill('rejected')]);
    await expectAgreement();
  });

  it('make one second key between them', async () => {
    await createKey(tables.table, shop, {}, options);
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => rotateKey(tables.table, shop, { old: 'keep' }, options)),
    );
    expect(outcomes(results)).toEqual(['fulfilled', ...Array(5).fill('rejected')]);
    await expectAgreement();
  });

  it('all have their limits set', async () => {
    await createKey(tables.table, shop, {}, options);
    const limits = [
      { usd_per_day: 1 },
      { usd_per_month: 2 },
      { max_images: 3 },
      { max_tool_calls: 4 },
      { models: ['a'] },
    ];
    await Promise.all(limits.map((limit) => setLimits(tables.table, shop, { limits: limit }, options)));
    expect((await listKeys(tables.table))[0]?.limits).toEqual(Object.assign({}, ...limits));
    await expectAgreement();
  });

  it('leave no key behind that nobody lists, whatever they do', async () => {
    const { keyId } = await createKey(tables.table, shop, {}, options);
    await Promise.allSettled([
      rotateKey(tables.table, shop, { old: 'keep' }, options),
      setLimits(tables.table, shop, { limits: { usd_per_day: 1 } }, options),
      revokeKey(tables.table, shop, keyId, options),
      createKey(tables.table, shop, {}, options),
      setLimits(tables.table, shop, { limits: { max_images: 1 } }, options),
      revokeKey(tables.table, shop, 'all', options),
      rotateKey(tables.table, shop, { old: 'revoke' }, options),
    ]);
    await expectAgreement();
  });

  it('see the change that came between their look and their write', async () => {
    const { keyId } = await createKey(tables.table, shop, {}, options);
    let isFirst = true;
    // The other admin comes in right after the first one has looked.
    const interrupted: Table = {
      name: tables.table.name,
      async send(operation, input, more) {
        const answer = await tables.table.send(operation, input, more);
        if (operation === 'GetItem' && isFirst) {
          isFirst = false;
          await revokeKey(tables.table, shop, keyId, options);
        }
        return answer;
      },
    };
    await expect(rotateKey(interrupted, shop, { old: 'keep' }, options)).rejects.toThrow('create one');
    await expectAgreement();
  });
});
