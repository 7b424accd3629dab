import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authentication, authenticate, type Credentials } from '../../../lib/access/authenticate.ts';
import { createKey, type KeyWish, revokeKey, setLimits } from '../../../lib/access/keys/key-admin.ts';
import type { AccessMode, AccessSettings } from '../../../lib/config/access-settings.ts';
import { httpRequestOf } from '../../../lib/http/http-request.ts';
import { startTestTable, type TestTable } from '../../support/test-table.ts';
import { type Issuer, startIssuer } from '../../support/token-issuer.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');

let table: TestTable;
let issuer: Issuer;

beforeAll(async () => {
  table = await startTestTable();
  issuer = await startIssuer();
});
afterAll(() => Promise.all([table, issuer].map((part) => part.close())));

let callers = 0;

async function madeKey(wish: KeyWish = {}, now = NOW) {
  callers += 1;
  return createKey(table.table, `bearer:caller-${callers}`, { label: 'test', ...wish }, { now: () => now });
}

const bearer = (token: string): Credentials => ({ authorization: `Bearer ${token}`, identity: {} });

function authentication(modes: readonly AccessMode[] = ['bearer'], now = NOW): Authentication {
  const settings: AccessSettings = {
    modes,
    table: table.name,
    unowned: 'deny',
    jwt: { issuer: issuer.url, audiences: ['shop'], scopes: [] },
  };
  return { settings, table: table.table, now };
}

const at = (now: number) => authentication(['bearer'], now);

const tokenOf = (sub: string) =>
  issuer.sign({ iss: issuer.url, aud: 'shop', sub, exp: Math.floor(Date.now() / 1000) + 600 });

const refusal = { code: 'unauthenticated', statusCode: 401, headers: { 'www-authenticate': 'Bearer' } };

describe('a key', () => {
  it.each(['Bearer ', 'bearer ', 'BEARER   '])('is taken after "%s", and with spaces at its end', async (scheme) => {
    const { key, principal } = await madeKey();
    const found = await authenticate({ authorization: `${scheme}${key}  `, identity: {} }, authentication());
    expect(found).toMatchObject({ kind: 'bearer', id: principal, isAdmin: false });
  });

  it('is refused with one body, whatever is wrong with it', async () => {
    const { key } = await madeKey();
    const { key: ended } = await madeKey({ expiresAt: NOW / 1000 - 1 }, NOW - 86_400_000);
    const { key: revoked, principal, keyId } = await madeKey();
    await revokeKey(table.table, principal, keyId, { now: () => NOW });
    const forged = `orl_${randomBytes(32).toString('base64url')}`;
    const wrong = [
      forged,
      ended,
      revoked,
      key.slice(0, -1),
      key.slice(0, 20),
      `${key}x`,
      `x${key}`,
      'sk-test',
      'a.b.c',
    ];
    const refusals = wrong.map((token) => authenticate(bearer(token), authentication()).catch(String));
    expect(new Set(await Promise.all(refusals))).toEqual(new Set(['ServiceError: The key or token is not valid.']));
  });

  it('whose last character stands for the same bytes is another one', async () => {
    const { key } = await madeKey();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // Four bits of the last character count.
    const same = alphabet.charAt(alphabet.indexOf(key.at(-1) ?? '') ^ 1);
    const other = `${key.slice(0, -1)}${same}`;
    expect(Buffer.from(other.slice(4), 'base64url')).toEqual(Buffer.from(key.slice(4), 'base64url'));
    await expect(authenticate(bearer(other), authentication())).rejects.toMatchObject(refusal);
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['no key', 'Bearer'],
    ['a key without its scheme', 'KEY'],
    ['another scheme', 'Basic KEY'],
    ['a scheme that begins so', 'BearerKEY'],
    ['two keys', 'Bearer KEY KEY'],
    ['two headers in one', 'Bearer KEY, Bearer KEY'],
    ['a key in quotes', 'Bearer "KEY"'],
    ['a tab', 'Bearer\tKEY'],
    ['20 KB', `Bearer ${'x'.repeat(20_480)}`],
    ['20 KB of spaces', `Bearer${' '.repeat(20_480)}`],
    ['20 KB after a key', `Bearer KEY${'x'.repeat(20_480)}`],
  ])('is none: %s', async (_name, header) => {
    const { key } = await madeKey();
    const credentials = { authorization: header?.replaceAll('KEY', key), identity: {} };
    await expect(authenticate(credentials, authentication())).rejects.toMatchObject(refusal);
  });

  it('that was revoked is refused within a minute', async () => {
    const { key, principal, keyId } = await madeKey();
    await authenticate(bearer(key), at(NOW));
    await revokeKey(table.table, principal, keyId, { now: () => NOW });
    await expect(authenticate(bearer(key), at(NOW + 59_999))).resolves.toMatchObject({ id: principal });
    await expect(authenticate(bearer(key), at(NOW + 60_000))).rejects.toMatchObject(refusal);
  });

  it('that has ended is refused at once, though it was looked up before', async () => {
    const { key, principal } = await madeKey({ expiresAt: NOW / 1000 + 10 });
    await expect(authenticate(bearer(key), at(NOW + 9_999))).resolves.toMatchObject({ id: principal });
    await expect(authenticate(bearer(key), at(NOW + 10_000))).rejects.toMatchObject(refusal);
  });

  it('that was refused is looked up again after five seconds', async () => {
    const { key, principal } = await madeKey();
    const items = await table.items();
    const item = items.find(({ sk, principal: of }) => sk?.S === 'KEY' && of?.S === principal) ?? {};
    const { pk = { S: '' }, sk = { S: '' } } = item;
    await table.table.send('DeleteItem', { TableName: table.name, Key: { pk, sk } });
    await expect(authenticate(bearer(key), at(NOW))).rejects.toMatchObject(refusal);
    await table.table.send('PutItem', { TableName: table.name, Item: item });
    await expect(authenticate(bearer(key), at(NOW + 4_999))).rejects.toMatchObject(refusal);
    await expect(authenticate(bearer(key), at(NOW + 5_000))).resolves.toMatchObject({ id: principal });
  });
});

/** What AWS puts into an event about a caller that it has checked. */
const events = {
  'a function URL': (arn: string | null) => ({
    rawPath: '/',
    requestContext: { http: { method: 'GET' }, ...(arn !== null && { authorizer: { iam: { userArn: arn } } }) },
  }),
  'API Gateway': (arn: string | null, apiKeyId: string | null = null) => ({
    httpMethod: 'GET',
    path: '/',
    requestContext: { identity: { userArn: arn, apiKeyId } },
  }),
} as const;

const credentialsOf = (event: unknown): Credentials => {
  const { headers, identity = {} } = httpRequestOf(event);
  return { authorization: headers.authorization, identity };
};

describe.each(Object.entries(events))('IAM at %s', (_door, event) => {
  it.each([
    ['a user', 'arn:aws:iam::123456789012:user/team/ada', 'arn:aws:iam::123456789012:user/team/ada'],
    [
      'a role, less the name of its session',
      'arn:aws:sts::123456789012:assumed-role/shop/i-0abc',
      'arn:aws:sts::123456789012:assumed-role/shop',
    ],
    [
      'a role of another partition',
      'arn:aws-cn:sts::123456789012:assumed-role/shop/a@b',
      'arn:aws-cn:sts::123456789012:assumed-role/shop',
    ],
  ])('proves %s', async (_name, arn, id) => {
    const found = await authenticate(credentialsOf(event(arn)), authentication(['iam']));
    expect(found).toMatchObject({ kind: 'iam', id: `iam:${id}` });
  });

  it('that has checked nobody proves nobody', async () => {
    await expect(authenticate(credentialsOf(event(null)), authentication(['iam']))).rejects.toMatchObject(refusal);
  });

  it('proves nobody where the deployment does not take it', async () => {
    const credentials = credentialsOf(event('arn:aws:iam::123456789012:user/ada'));
    await expect(authenticate(credentials, authentication(['bearer', 'api-key', 'jwt']))).rejects.toMatchObject(
      refusal,
    );
  });
});

describe('a key of API Gateway', () => {
  const credentials = credentialsOf(events['API Gateway'](null, 'a1b2c3'));

  it('is known by its id, with what the table says of it', async () => {
    await setLimits(
      table.table,
      'api-key:a1b2c3',
      { limits: { max_output_tokens: 50 }, team: 'shop' },
      { now: () => NOW },
    );
    expect(await authenticate(credentials, authentication(['api-key']))).toMatchObject({
      kind: 'api-key',
      id: 'api-key:a1b2c3',
      team: 'shop',
      limits: { max_output_tokens: 50 },
    });
  });

  it('is nobody where the deployment does not take it', async () => {
    await expect(authenticate(credentials, authentication(['iam', 'bearer']))).rejects.toMatchObject(refusal);
  });

  it('is not what a header says', async () => {
    const event = { ...events['API Gateway'](null), headers: { 'x-api-key': 'a1b2c3', 'X-Amzn-ApiKeyId': 'a1b2c3' } };
    await expect(authenticate(credentialsOf(event), authentication(['api-key']))).rejects.toMatchObject(refusal);
  });
});

describe('several ways at once', () => {
  const all = ['iam', 'api-key', 'bearer', 'jwt'] as const;

  it('prove each its own', async () => {
    const { key, principal } = await madeKey();
    const arn = 'arn:aws:iam::123456789012:user/ada';
    const found = await Promise.all(
      [
        bearer(key),
        bearer(tokenOf('ada')),
        credentialsOf(events['a function URL'](arn)),
        credentialsOf(events['API Gateway'](null, 'a1b2c3')),
      ].map(async (credentials) => (await authenticate(credentials, authentication(all))).id),
    );
    expect(found).toEqual([principal, `jwt:${issuer.url}#ada`, `iam:${arn}`, 'api-key:a1b2c3']);
  });

  it('do not make up for a key that is not valid', async () => {
    const { key } = await madeKey();
    const identity = { arn: 'arn:aws:iam::123456789012:user/ada', apiKeyId: 'a1b2c3' };
    const credentials = { ...bearer(`${key}x`), identity };
    await expect(authenticate(credentials, authentication(all))).rejects.toMatchObject(refusal);
  });

  it.each([
    ['a token', ['bearer'], () => tokenOf('ada')],
    ['a key', ['jwt'], async () => (await madeKey()).key],
  ] as const)('do not take %s in the place of the other', async (_name, modes, credential) => {
    await expect(authenticate(bearer(await credential()), authentication(modes))).rejects.toMatchObject(refusal);
  });
});
