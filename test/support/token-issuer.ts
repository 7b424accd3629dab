import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** What a token says; undefined is left out. */
export type Claims = Readonly<Record<string, unknown>>;

type Algorithm = 'RS256' | 'RS512' | 'ES256' | 'ES384' | 'EdDSA';

/** An OpenID issuer on this machine, with keys of its own. */
export interface Issuer {
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly asked: string[];
  /** The status of its answers. */
  answer: number;
  /** A token of these claims, signed with the newest key; `header` over its usual header. */
  readonly sign: (claims: Claims, header?: Claims) => string;
  /** A token of these claims with an HMAC for a signature, or none. */
  readonly forge: (claims: Claims, header: Claims, secret: string) => string;
  /** The middle part of a token. */
  readonly payload: (claims: Claims) => string;
  /** Signs with a new key from now on, and shows both. */
  readonly rotate: () => void;
  readonly close: () => Promise<void>;
}

interface Options {
  readonly alg?: Algorithm;
  /** Fields over those of its document; a text is all of it. */
  readonly document?: object | string;
}

const makeKeys: Readonly<Record<Algorithm, () => { publicKey: KeyObject; privateKey: KeyObject }>> = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  RS512: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

const hashes: Readonly<Record<Algorithm, string | null>> = {
  RS256: 'sha256',
  RS512: 'sha512',
  ES256: 'sha256',
  ES384: 'sha384',
  EdDSA: null,
};

/** Starts an issuer: its document, and its keys at `/keys`. */
export async function startIssuer({ alg = 'RS256', document = {} }: Options = {}): Promise<Issuer> {
  const keys: { readonly kid: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject }[] = [];
  const rotate = (): void => {
    keys.push({ kid: `key-${keys.length}`, ...makeKeys[alg]() });
  };
  rotate();

  const server = createServer((request, response) => {
    issuer.asked.push(request.url ?? '');
    const shown = keys.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }));
    const described = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys`, ...Object(document) };
    const body = request.url === '/keys' ? { keys: shown } : described;
    const isText = typeof document === 'string' && request.url !== '/keys';
    response.writeHead(issuer.answer, { 'content-type': 'application/json' });
    response.end(isText ? document : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The issuer has no port');

  const issuer: Issuer = {
    url: `http://127.0.0.1:${address.port}`,
    asked: [],
    answer: 200,
    payload: part,
    rotate,
    sign: (claims, header = {}) => {
      const key = keys.at(-1);
      if (!key) throw new Error('The issuer has no key');
      const text = `${part({ alg, kid: key.kid, typ: 'JWT', ...header })}.${part(claims)}`;
      const signature = sign(hashes[alg], Buffer.from(text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
      return `${text}.${signature.toString('base64url')}`;
    },
    forge: (claims, header, secret) => {
      const text = `${part({ kid: keys[0]?.kid, ...header })}.${part(claims)}`;
      return `${text}.${secret && createHmac('sha256', secret).update(text).digest('base64url')}`;
    },
    close: async () => {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
  return issuer;
}

function part(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
