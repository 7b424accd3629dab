import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKey, listKeys, revokeKey, rotateKey, setLimits } from '../../../../lib/access/keys/key-admin.ts';
import { hashOfKey, isKey } from '../../../../lib/access/keys/key-format.ts';
import { type KeyItem, readKeyItem } from '../../../../lib/access/keys/key-item.ts';
import { startTestTable, type TestTable } from '../../../support/test-table.ts';

const NOW = 1_800_000_000;
const at = (seconds: number) => ({ now: () => seconds * 1000 });
const shop = 'bearer:shop';

let tables: TestTable;
beforeEach(async () => {
  tables = await startTestTable();
  return () => tables.close();
});

async function keyItem(key: string): Promise<KeyItem | undefined> {
  const item = await tables.item(`KEY#${hashOfKey(key)}`, 'KEY');
  return item && readKeyItem(item);
}

async function principalOf(id: string) {
  const principals = await listKeys(tables.table);
  return principals.find((principal) => principal.id === id);
}

describe('a first key', () => {
  it('is kept as its hash, with a copy of all that its caller may do', async () => {
    const traits = { team: 'web', admin: true, limits: { usd_per_day: 5, models: ['gpt-6*'] } };
    const wish = { label: 'web shop', expiresAt: NOW + 60, ...traits };
    const made = await createKey(tables.table, shop, wish, at(NOW));
    expect(made).toEqual({ key: made.key, keyId: made.keyId, principal: shop, label: 'web shop', expiresAt: NOW + 60 });
    expect(isKey(made.key)).toBe(true);
    expect(made.keyId).toMatch(/^[0-9a-f]{12}$/);
    const { hash, ...listed } = { hash: hashOfKey(made.key), label: 'web shop', expiresAt: NOW + 60 };
    expect(await keyItem(made.key)).toEqual({ hash, ...listed, principal: shop, keyId: made.keyId, ...traits });
    expect(await principalOf(shop)).toEqual({
      id: shop,
      ...traits,
      keys: new Map([[made.keyId, { hash, ...listed, createdAt: NOW }]]),
      revision: 1,
    });
  });

  it('is written down nowhere itself', async () => {
    const { key } = await createKey(tables.table, shop, { label: 'a' }, at(NOW));
    const items = JSON.stringify(await tables.items());
    expect(items).toContain(hashOfKey(key));
    expect(items).not.toContain(key.slice(4));
  });

  it('is refused where there is one', async () => {
    const { keyId } = await createKey(tables.table, shop, {}, at(NOW));
    await expect(createKey(tables.table, shop, {}, at(NOW))).rejects.toThrow(`${shop} has a key already (${keyId})`);
    expect(await tables.items()).toHaveLength(2);
  });

  it('takes the place of one that has expired, which is forgotten; limits are merged', async () => {
    const limits = { usd_per_day: 5, max_images: 1 };
    const old = await createKey(tables.table, shop, { expiresAt: NOW + 1, team: 'web', limits }, at(NOW));
    const made = await createKey(tables.table, shop, { limits: { usd_per_day: 6 } }, at(NOW + 1));
    expect(await keyItem(old.key)).toBeUndefined();
    expect(await keyItem(made.key)).toMatchObject({ team: 'web', limits: { usd_per_day: 6, max_images: 1 } });
    expect([...((await principalOf(shop))?.keys.keys() ?? [])]).toEqual([made.keyId]);
  });

  it.each([
    ['a limit that is none', { limits: { usd_per_day: -1 } }, 'usd_per_day wants 0 or more US dollars'],
    ['an end that is past', { expiresAt: NOW }, 'A key ends in the future'],
  ])('is not made with %s', async (_what, wish, message) => {
    await expect(createKey(tables.table, shop, wish, at(NOW))).rejects.toThrow(message);
    expect(await tables.items()).toEqual([]);
  });
});

describe('a rotation', () => {
  it('makes a second key beside the first, with the same limits and label', async () => {
    const first = await createKey(tables.table, shop, { label: 'web', limits: { max_images: 1 } }, at(NOW));
    const second = await rotateKey(tables.table, shop, { old: 'keep' }, at(NOW + 5));
    expect(second.oldKeyId).toBe(first.keyId);
    expect(await keyItem(second.key)).toMatchObject({ keyId: second.keyId, label: 'web', limits: { max_images: 1 } });
    expect(await keyItem(first.key)).not.toHaveProperty('revokedAt');
    await expect(rotateKey(tables.table, shop, { old: 'revoke' }, at(NOW + 6))).rejects.toThrow(
      `${shop} has 2 keys (${first.keyId} and ${second.keyId}), which is the most: revoke one first`,
    );
  });

  it('may revoke the old key at once', async () => {
    const first = await createKey(tables.table, shop, {}, at(NOW));
    const second = await rotateKey(tables.table, shop, { old: 'revoke', label: 'new' }, at(NOW + 5));
    expect(await keyItem(first.key)).toMatchObject({ revokedAt: NOW + 5 });
    expect(await keyItem(second.key)).toMatchObject({ label: 'new' });
    expect([...((await principalOf(shop))?.keys.keys() ?? [])]).toEqual([second.keyId]);
  });

  it.each([
    ['where it had none', {}, NOW + 60],
    ['where it had a later one', { expiresAt: NOW + 99 }, NOW + 60],
    ['but keeps an earlier one', { expiresAt: NOW + 30 }, NOW + 30],
  ])('may give the old key an end %s', async (_what, wish, expiresAt) => {
    const first = await createKey(tables.table, shop, wish, at(NOW));
    const second = await rotateKey(tables.table, shop, { old: { endsAt: NOW + 60 } }, at(NOW));
    expect(await keyItem(first.key)).toMatchObject({ expiresAt });
    expect((await principalOf(shop))?.keys.get(first.keyId)).toMatchObject({ expiresAt });
    // It lives as long as the first was given.
    expect(second.expiresAt).toBe('expiresAt' in wish ? wish.expiresAt : undefined);
  });

  it('needs a key', async () => {
    await expect(rotateKey(tables.table, shop, { old: 'keep' }, at(NOW))).rejects.toThrow('create one');
  });
});

describe('a revoked key', () => {
  it('stays known as revoked, and is listed no more; its caller keeps its limits and may have a new one', async () => {
    const { key, keyId } = await createKey(tables.table, shop, { limits: { max_images: 1 } }, at(NOW));
    expect(await revokeKey(tables.table, shop, keyId, at(NOW + 1))).toEqual([keyId]);
    await setLimits(tables.table, shop, { limits: { max_images: 2 } }, at(NOW + 2));
    expect(await keyItem(key)).toMatchObject({ revokedAt: NOW + 1, limits: { max_images: 1 } });
    expect(await principalOf(shop)).toMatchObject({ limits: { max_images: 2 }, keys: new Map() });
    await createKey(tables.table, shop, {}, at(NOW + 3));
  });

  it('may be one of two, or both', async () => {
    const first = await createKey(tables.table, shop, {}, at(NOW));
    const second = await rotateKey(tables.table, shop, { old: 'keep' }, at(NOW));
    await revokeKey(tables.table, shop, first.keyId, at(NOW));
    expect(await keyItem(second.key)).not.toHaveProperty('revokedAt');
    const third = await rotateKey(tables.table, shop, { old: 'keep' }, at(NOW));
    expect(await revokeKey(tables.table, shop, 'all', at(NOW + 1))).toEqual([second.keyId, third.keyId]);
    expect(await keyItem(third.key)).toMatchObject({ revokedAt: NOW + 1 });
  });

  it('has to be one of the caller, and live', async () => {
    const { keyId } = await createKey(tables.table, shop, { expiresAt: NOW + 1 }, at(NOW));
    const revoke = (id: string, key: string, now = NOW) => revokeKey(tables.table, id, key, at(now));
    await expect(revoke(shop, 'other')).rejects.toThrow(`${shop} has no key other: its keys are ${keyId}`);
    await expect(revoke('bearer:other', keyId)).rejects.toThrow(`has no key ${keyId}: it has none that is live`);
    await expect(revoke(shop, 'all', NOW + 1)).rejects.toThrow('has no key to revoke');
  });
});

describe('limits', () => {
  it('are set and removed one by one, in the principal and in each of its keys', async () => {
    const first = await createKey(tables.table, shop, { limits: { usd_per_day: 5, tools: [] } }, at(NOW));
    const second = await rotateKey(tables.table, shop, { old: 'keep' }, at(NOW));
    const changes = { limits: { usd_per_day: null, max_images: 3 }, team: 'web', admin: true };
    const changed = await setLimits(tables.table, shop, changes, at(NOW));
    const after = { limits: { tools: [], max_images: 3 }, team: 'web', admin: true };
    expect(changed).toMatchObject(after);
    expect(await principalOf(shop)).toEqual(changed);
    for (const { key } of [first, second]) expect(await keyItem(key)).toMatchObject(after);
    await setLimits(tables.table, shop, { team: null, admin: false }, at(NOW));
    expect(await keyItem(first.key)).not.toHaveProperty('team');
    expect(await keyItem(second.key)).toMatchObject({ admin: false, limits: after.limits });
  });

  it.each(['default', 'iam:arn:aws:iam::123456789012:user/ada', 'api-key:a1b2', 'jwt:https://issuer#ada'])(
    'are those of %s, which has no key',
    async (id) => {
      await setLimits(tables.table, id, { limits: { usd_per_day: 1 } }, at(NOW));
      expect(await tables.item('PRINCIPALS', id)).toMatchObject({ limits: { S: '{"usd_per_day":1}' } });
      expect(await tables.items()).toHaveLength(1);
    },
  );

  it('are all that the default has', async () => {
    await expect(setLimits(tables.table, 'default', { admin: true }, at(NOW))).rejects.toThrow('limits alone');
  });
});

describe('the list', () => {
  let listed: TestTable;
  beforeAll(async () => {
    listed = await startTestTable();
  });
  afterAll(() => listed.close());

  it('has everybody, over pages, and no key', async () => {
    // Items of some 9 KB: DynamoDB gives a megabyte at a time.
    const models = Array.from({ length: 90 }, (_, index) => `${'m'.repeat(95)}${index}`);
    const ids = Array.from({ length: 120 }, (_, index) => `bearer:caller-${String(index).padStart(3, '0')}`);
    for (const id of ids) await setLimits(listed.table, id, { limits: { models } }, at(NOW));
    expect((await listKeys(listed.table)).map(({ id }) => id)).toEqual(ids);
  });
});
