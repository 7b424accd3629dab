import { fieldsOf } from '../json/fields.ts';

/**
 * Where an issuer's keys are, by its own document (https://openid.net/specs/openid-connect-discovery-1_0.html, section 4). Rejects
 * where the document is another issuer's, or its keys come over plain HTTP though the issuer does not.
 */
export async function discoverKeys(
  issuer: string,
  fetch: (url: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = fieldsOf(JSON.parse(Buffer.from(await fetch(url)).toString()));
  if (document.issuer !== issuer) throw new Error(`${url} is of another issuer than JWT_ISSUER`);
  const { jwks_uri: keys } = document;
  const isSafe = typeof keys === 'string' && (keys.startsWith('https://') || (isPlain(keys) && isPlain(issuer)));
  if (!isSafe) throw new Error(`${url} has no jwks_uri that may be used`);
  return keys;
}

function isPlain(url: string): boolean {
  return url.startsWith('http://');
}
