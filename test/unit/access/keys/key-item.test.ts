import { describe, expect, it } from 'vitest';
import {
  type KeyItem,
  type PrincipalItem,
  readKeyItem,
  readPrincipalItem,
  writeKeyItem,
  writePrincipalItem,
} from '../../../../lib/access/keys/key-item.ts';

const bareKey: KeyItem = { hash: 'abc', principal: 'bearer:shop', keyId: 'k1', label: '', limits: {}, admin: false };
const fullKey: KeyItem = {
  ...bareKey,
  label: 'web shop',
  team: 'web',
  admin: true,
  limits: { models: ['gpt-6*'], usd_per_day: 5 },
  expiresAt: 2_000_000_000,
  revokedAt: 1_900_000_000,
};

const barePrincipal: PrincipalItem = { id: 'default', limits: {}, admin: false, keys: new Map(), revision: 1 };
const fullPrincipal: PrincipalItem = {
  id: 'bearer:shop',
  team: 'web',
  admin: true,
  limits: { background: false },
  keys: new Map([
    ['k1', { hash: 'abc', label: 'web shop', createdAt: 1 }],
    ['k2', { hash: 'def', label: '', createdAt: 2, expiresAt: 3 }],
  ]),
  revision: 7,
};

describe('the item of a key', () => {
  it('has the attributes that decision 25 lists', () => {
    expect(writeKeyItem(fullKey)).toEqual({
      pk: { S: 'KEY#abc' },
      sk: { S: 'KEY' },
      principal: { S: 'bearer:shop' },
      key_id: { S: 'k1' },
      label: { S: 'web shop' },
      team: { S: 'web' },
      admin: { BOOL: true },
      limits: { S: '{"models":["gpt-6*"],"usd_per_day":5}' },
      expires_at: { N: '2000000000' },
      revoked_at: { N: '1900000000' },
    });
  });

  it.each([
    ['all of it', fullKey],
    ['as little as may be', bareKey],
  ])('is read as it was written: %s', (_what, key) => {
    expect(readKeyItem(writeKeyItem(key))).toStrictEqual(key);
  });

  it.each([
    ['no principal', { principal: undefined }],
    ['no id', { key_id: undefined }],
    ['limits that are no JSON', { limits: { S: '{' } }],
    ['a limit that is none', { limits: { S: '{"usd_per_day":"much"}' } }],
  ])('lets nobody in with %s: it throws', (_what, changes) => {
    const { principal, key_id, ...others } = writeKeyItem(bareKey);
    const broken = { ...others, ...(principal && { principal }), ...(key_id && { key_id }), ...changes };
    const item = Object.fromEntries(Object.entries(broken).flatMap(([name, value]) => (value ? [[name, value]] : [])));
    expect(() => readKeyItem(item)).toThrow();
  });
});

describe('the item of a principal', () => {
  it('has the attributes that decision 25 lists', () => {
    expect(writePrincipalItem(fullPrincipal)).toEqual({
      pk: { S: 'PRINCIPALS' },
      sk: { S: 'bearer:shop' },
      team: { S: 'web' },
      admin: { BOOL: true },
      limits: { S: '{"background":false}' },
      keys: {
        M: {
          k1: { M: { hash: { S: 'abc' }, label: { S: 'web shop' }, created_at: { N: '1' } } },
          k2: { M: { hash: { S: 'def' }, label: { S: '' }, created_at: { N: '2' }, expires_at: { N: '3' } } },
        },
      },
      revision: { N: '7' },
    });
  });

  it.each([
    ['all of it', fullPrincipal],
    ['as little as may be', barePrincipal],
  ])('is read as it was written: %s', (_what, principal) => {
    expect(readPrincipalItem(writePrincipalItem(principal))).toStrictEqual(principal);
  });

  it('may have been written by hand, with limits alone', () => {
    const item = { pk: { S: 'PRINCIPALS' }, sk: { S: 'iam:a' }, limits: { S: '{"usd_per_day":1}' } };
    expect(readPrincipalItem(item)).toStrictEqual({
      id: 'iam:a',
      limits: { usd_per_day: 1 },
      admin: false,
      keys: new Map(),
      revision: 0,
    });
  });
});
