import { afterEach, describe, expect, it } from 'vitest';
import { fetchDocument } from '../../../lib/access/fetch-document.ts';
import { tokenVerifier, verifyToken } from '../../../lib/access/jwt.ts';
import type { JwtSettings } from '../../../lib/config/access-settings.ts';
import { type Claims, type Issuer, startIssuer } from '../../support/token-issuer.ts';

const seconds = () => Math.floor(Date.now() / 1000);

let issuers: Issuer[] = [];

afterEach(async () => {
  await Promise.all(issuers.map(({ close }) => close()));
  issuers = [];
});

async function issuer(options?: Parameters<typeof startIssuer>[0]): Promise<Issuer> {
  const started = await startIssuer(options);
  issuers.push(started);
  return started;
}

const settingsOf = ({ url }: Issuer, more: Partial<JwtSettings> = {}): JwtSettings => ({
  issuer: url,
  audiences: ['shop', 'desk'],
  scopes: [],
  ...more,
});

function claimsOf({ url }: Issuer, more: Claims = {}): Claims {
  return { iss: url, aud: 'shop', sub: 'ada', exp: seconds() + 600, ...more };
}

describe('a token', () => {
  it.each(['RS256', 'RS512', 'ES256', 'ES384', 'EdDSA'] as const)(
    'is taken where it is signed with %s',
    async (alg) => {
      const from = await issuer({ alg });
      const exp = seconds() + 600;
      const token = from.sign(claimsOf(from, { exp, aud: ['other', 'desk'] }));
      expect(await verifyToken(token, settingsOf(from))).toEqual({ principal: `jwt:${from.url}#ada`, expiresAt: exp });
    },
  );

  it('is taken with every scope that is asked for', async () => {
    const from = await issuer();
    const settings = settingsOf(from, { scopes: ['ask', 'read'] });
    await expect(verifyToken(from.sign(claimsOf(from, { scope: 'read more ask' })), settings)).resolves.toBeDefined();
    await expect(verifyToken(from.sign(claimsOf(from, { scope: 'read asking' })), settings)).rejects.toMatchObject({
      code: 'unauthenticated',
      hint: expect.stringContaining('scope'),
    });
    await expect(verifyToken(from.sign(claimsOf(from)), settings)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it.each<[string, Claims, string]>([
    ['has expired', { exp: seconds() - 60 }, 'expired'],
    ['is not valid yet', { nbf: seconds() + 600 }, 'not valid yet'],
    ['never expires', { exp: undefined }, 'issuer'],
    ['is of another audience', { aud: 'shopping' }, 'issuer'],
    ['is of no audience', { aud: undefined }, 'issuer'],
    ['has its audience as a client alone', { aud: undefined, client_id: 'shop', token_use: 'access' }, 'issuer'],
    ['is of another issuer', { iss: 'https://issuer.example' }, 'issuer'],
    ['is of no issuer', { iss: undefined }, 'issuer'],
    ['is of nobody', { sub: undefined }, 'issuer'],
    ['is of an empty name', { sub: '' }, 'issuer'],
    ['is of a name with line ends', { sub: 'a\nb' }, 'issuer'],
    ['is of a name without end', { sub: 'a'.repeat(256) }, 'issuer'],
  ])('is refused where it %s', async (_, more, hint) => {
    const from = await issuer();
    const error = verifyToken(from.sign(claimsOf(from, more)), settingsOf(from));
    await expect(error).rejects.toMatchObject({ code: 'unauthenticated', statusCode: 401 });
    await expect(error).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
  });

  it.each<[string, (from: Issuer) => string]>([
    ['is not signed', (from) => from.forge(claimsOf(from), { alg: 'none' }, '')],
    ['has the public key for a secret', (from) => from.forge(claimsOf(from), { alg: 'HS256' }, 'public key')],
    [
      'has a signature of other claims',
      (from) => from.sign(claimsOf(from)).replace(/\..*\./, `.${from.payload(claimsOf(from, { sub: 'eve' }))}.`),
    ],
    ['has an algorithm that its key is not for', (from) => from.sign(claimsOf(from), { alg: 'RS512' })],
    ['has no key', (from) => from.sign(claimsOf(from), { kid: undefined })],
    ['has extensions that have to be understood', (from) => from.sign(claimsOf(from), { crit: ['exp'] })],
    ['is no token', () => 'a.b.c'],
    ['is empty', () => ''],
    ['is longer than a header', (from) => from.sign(claimsOf(from, { more: 'a'.repeat(20_000) }))],
  ])('is refused where it %s', async (_, tokenOf) => {
    const from = await issuer();
    await expect(verifyToken(tokenOf(from), settingsOf(from))).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'The token is not accepted.',
      hint: expect.stringContaining('Send a valid token'),
    });
  });

  it('of another issuer has nobody asked for keys', async () => {
    const from = await issuer();
    const token = from.sign(claimsOf(from, { iss: 'https://issuer.example' }));
    await expect(verifyToken(token, settingsOf(from))).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(from.asked).toEqual([]);
  });
});

describe('the keys of an issuer', () => {
  const document = '/.well-known/openid-configuration';

  it('are asked for once, however many tokens come', async () => {
    const from = await issuer();
    const settings = settingsOf(from);
    const token = from.sign(claimsOf(from));
    await Promise.all(Array.from({ length: 20 }, () => verifyToken(token, settings)));
    await verifyToken(token, settings);
    expect(from.asked).toEqual([document, '/keys']);
  });

  it('are asked for again for a new one, and not again at once for one that does not exist', async () => {
    const from = await issuer();
    let time = 0;
    const verify = tokenVerifier(settingsOf(from), { fetch: fetchDocument, now: () => time });
    await verify(from.sign(claimsOf(from)));
    from.rotate();
    await verify(from.sign(claimsOf(from)));
    expect(from.asked).toEqual([document, '/keys', '/keys']);

    const forged = from.sign(claimsOf(from), { kid: 'nobody' });
    const refusals = await Promise.allSettled(Array.from({ length: 20 }, () => verify(forged)));
    await expect(verify(forged)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(refusals.every(({ status }) => status === 'rejected')).toBe(true);
    expect(from.asked).toHaveLength(4);
    await verify(from.sign(claimsOf(from)));

    from.rotate();
    time += 5001;
    await verify(from.sign(claimsOf(from)));
    expect(from.asked).toHaveLength(5);
  });

  it('let nobody in while the issuer cannot be reached, and are found once it can', async () => {
    const from = await issuer();
    const token = from.sign(claimsOf(from));
    let time = 0;
    const verify = tokenVerifier(settingsOf(from), { fetch: fetchDocument, now: () => time });
    from.answer = 503;
    await expect(verify(token)).rejects.toMatchObject({ code: 'access_unavailable', statusCode: 503 });
    from.answer = 200;
    await expect(verify(token)).rejects.toMatchObject({ code: 'access_unavailable' });
    expect(from.asked).toHaveLength(1);
    time += 2001;
    await expect(verify(token)).resolves.toBeDefined();
  });

  it('are kept while the issuer cannot be reached', async () => {
    const from = await issuer();
    const settings = settingsOf(from);
    const token = from.sign(claimsOf(from));
    await verifyToken(token, settings);
    from.answer = 503;
    await expect(verifyToken(token, settings)).resolves.toBeDefined();
    const unknown = from.sign(claimsOf(from), { kid: 'new' });
    await expect(verifyToken(unknown, settings)).rejects.toMatchObject({ code: 'access_unavailable' });
  });

  it('let nobody in where there is no issuer', async () => {
    const from = await issuer();
    const token = from.sign(claimsOf(from));
    await from.close();
    await expect(verifyToken(token, settingsOf(from))).rejects.toMatchObject({ code: 'access_unavailable' });
  });

  it.each<[string, object | string]>([
    ["of another issuer's document", { issuer: 'https://issuer.example' }],
    ['without a place', { jwks_uri: undefined }],
    ['in a file', { jwks_uri: 'file:///etc/keys' }],
    ['in no JSON', 'no JSON'],
  ])('let nobody in %s', async (_, changes) => {
    const from = await issuer({ document: changes });
    const token = from.sign(claimsOf(from));
    await expect(verifyToken(token, settingsOf(from))).rejects.toMatchObject({ code: 'access_unavailable' });
  });

  it('come over HTTPS where the issuer does', async () => {
    const secure = 'https://issuer.example';
    const answer = JSON.stringify({ issuer: secure, jwks_uri: 'http://issuer.example/keys' });
    const from = await issuer();
    const fetch = async () => new Uint8Array(Buffer.from(answer));
    const verify = tokenVerifier(settingsOf(from, { issuer: secure }), { fetch, now: () => 0 });
    await expect(verify(from.sign(claimsOf(from, { iss: secure })))).rejects.toMatchObject({
      code: 'access_unavailable',
    });
  });
});

describe('a user pool of Cognito', () => {
  const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf';

  it.each<[string, Claims, boolean]>([
    ['an access token of a client', { token_use: 'access', client_id: 'shop', aud: undefined }, true],
    ['an identity token', { token_use: 'id', aud: 'shop' }, true],
    ['an access token of another client', { token_use: 'access', client_id: 'other', aud: 'shop' }, false],
    ['an identity token of another audience', { token_use: 'id', aud: 'other', client_id: 'shop' }, false],
    ['a token of no use', { aud: 'shop', client_id: 'shop' }, false],
  ])('%s: %s', async (_, more, isTaken) => {
    const from = await issuer();
    const asked: string[] = [];
    const fetch = (url: string) => {
      asked.push(url);
      return fetchDocument(`${from.url}/keys`);
    };
    const verify = tokenVerifier(settingsOf(from, { issuer: pool }), { fetch, now: () => 0 });
    const verified = verify(from.sign(claimsOf(from, { iss: pool, ...more }))).then(({ principal }) => principal);
    if (isTaken) await expect(verified).resolves.toBe(`jwt:${pool}#ada`);
    else await expect(verified).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(asked).toEqual([`${pool}/.well-known/jwks.json`]);
  });
});
