import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import {
  JwtExpiredError,
  JwtInvalidScopeError,
  JwtNotBeforeError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { assertIsJwks, type PenaltyBox, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import type { JwtSettings } from '../config/access-settings.ts';
import { ServiceError } from '../errors/service-error.ts';
import { askPatiently } from './ask-patiently.ts';
import { discoverKeys } from './discover-keys.ts';
import { fetchDocument } from './fetch-document.ts';

/** Whom a token is of. */
export interface VerifiedToken {
  /** `jwt:<issuer>#<subject>` */
  readonly principal: string;
  /** In seconds since 1970. */
  readonly expiresAt: number;
}

/** What a verifier asks the outside for. */
export interface VerifierParts {
  readonly fetch: (url: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** A steady clock, in milliseconds. */
  readonly now: () => number;
}

/** Between clocks, in seconds. */
const GRACE_SECONDS = 5;

/** How long after an unknown key an issuer is not asked for another, in milliseconds. */
const UNKNOWN_KEY_MS = 5000;

/** Headers of HTTP have fewer. */
const LONGEST_TOKEN = 16_384;

/** Printable ASCII, 255 characters at most: https://openid.net/specs/openid-connect-core-1_0.html#IDToken. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

const COGNITO = /^https:\/\/(?:issuer-)?cognito-idp\.[a-z\d-]+\.amazonaws\.com(?:\.cn)?\/[a-z\d-]+_[A-Za-z\d]+$/;

const verifiers = new WeakMap<JwtSettings, ReturnType<typeof tokenVerifier>>();

/**
 * Whom a token is of, by settings whose issuer's keys this container keeps. Rejects with a `ServiceError`: `unauthenticated` for
 * whatever is wrong with the token, `access_unavailable` where the issuer cannot be asked for its keys.
 *
 * Import this file lazily: it loads `aws-jwt-verify`.
 */
export function verifyToken(token: string, settings: JwtSettings): Promise<VerifiedToken> {
  const verify = verifiers.get(settings) ?? tokenVerifier(settings);
  verifiers.set(settings, verify);
  return verify(token);
}

/**
 * A verifier of an issuer's tokens: signature (RS, ES and EdDSA only), issuer, audience, scopes, times. Keys are fetched with the
 * first token, and once more where one names a key that is not among them; but not more often than every few seconds, however many
 * do. Concurrent requests share one fetch.
 */
export function tokenVerifier(
  settings: JwtSettings,
  { fetch, now }: VerifierParts = { fetch: fetchDocument, now: () => performance.now() },
): (token: string) => Promise<VerifiedToken> {
  const { issuer } = settings;
  const fetchKeys = askPatiently(async (url) => {
    const { buffer } = await fetch(url);
    assertIsJwks(JSON.parse(Buffer.from(buffer).toString()));
    return buffer;
  }, now);
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: fetchKeys }, penaltyBox: penaltyBox(now) });
  const open = askPatiently(async () => {
    const jwksUri = COGNITO.test(issuer) ? `${issuer}/.well-known/jwks.json` : await discoverKeys(issuer, fetch);
    return JwtVerifier.create({ issuer, jwksUri, graceSeconds: GRACE_SECONDS }, { jwksCache });
  }, now);
  let verifier: Awaited<ReturnType<typeof open>> | undefined;

  return async (token) => {
    try {
      checkUnverified(token, issuer);
      verifier ??= await open(issuer);
      // Cognito's access tokens have no audience: theirs is checked with the claims.
      const audience = COGNITO.test(issuer) ? null : [...settings.audiences];
      return tokenOf(await verifier.verify(token, { audience }), settings);
    } catch (cause) {
      throw cause instanceof ServiceError ? cause : refused(cause);
    }
  };
}

/**
 * Before any key is looked up: a token of another issuer asks for nothing (and the library would keep a key for each name of an
 * issuer), and extensions that have to be understood are not (RFC 7515, section 4.1.11).
 */
function checkUnverified(token: string, issuer: string): void {
  if (token.length > LONGEST_TOKEN) throw new Error('The token is too long');
  const { header, payload } = decomposeUnverifiedJwt(token);
  if (payload.iss !== issuer) throw new Error('The token is of another issuer');
  if ('crit' in header) throw new Error('The token has critical extensions');
}

/** What the library does not check: all scopes where it asks for any, that the token ends, and that it is somebody's. */
function tokenOf(payload: JwtPayload, { issuer, audiences, scopes }: JwtSettings): VerifiedToken {
  if (COGNITO.test(issuer)) validateCognitoJwtFields(payload, { tokenUse: null, clientId: [...audiences] });
  const has = payload.scope?.split(' ') ?? [];
  const missing = scopes.filter((scope) => !has.includes(scope));
  if (missing.length > 0) throw new JwtInvalidScopeError('Missing scopes', has, missing);
  const { sub, exp } = payload;
  if (exp === undefined) throw new Error('The token never expires');
  if (sub === undefined || !SUBJECT.test(sub)) throw new Error('The token has no subject that can be used');
  return { principal: `jwt:${issuer}#${sub}`, expiresAt: exp };
}

/** Says what the caller can mend, and no more: whoever sends a forged token learns nothing of the checks. */
function refused(cause: unknown): ServiceError {
  return new ServiceError('unauthenticated', {
    message: 'The token is not accepted.',
    hint: hintFor(cause),
    headers: { 'www-authenticate': 'Bearer' },
    cause,
  });
}

function hintFor(cause: unknown): string {
  if (cause instanceof JwtExpiredError) return 'The token has expired: get a new one.';
  if (cause instanceof JwtNotBeforeError) return 'The token is not valid yet: check the clock of whoever issues it.';
  if (cause instanceof JwtInvalidScopeError)
    return 'The token lacks a scope that this service needs: ask its operator which.';
  return 'Send a valid token of the issuer that this service trusts: `Authorization: Bearer …`.';
}

/** Has the library not ask for keys again so soon after it did not find one. Its own box needs timers. */
function penaltyBox(now: () => number): PenaltyBox {
  let until = Number.NEGATIVE_INFINITY;
  return {
    wait: async () => {
      if (now() < until) throw new WaitPeriodNotYetEndedJwkError('The issuer had no such key a moment ago');
    },
    registerFailedAttempt: () => {
      until = now() + UNKNOWN_KEY_MS;
    },
    registerSuccessfulAttempt: () => {
      until = Number.NEGATIVE_INFINITY;
    },
  };
}
