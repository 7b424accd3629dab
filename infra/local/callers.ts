import type { IncomingHttpHeaders } from 'node:http';

/** Which pages may call the front door, and under which names it may be called. */
export interface Callers {
  /** `CORS_ORIGINS=*`: the developer has said that anybody may. */
  readonly everybody: boolean;
  /** Origins beside those of this machine, as browsers write them. */
  readonly origins: readonly string[];
  /** Their host names: a page that is served through a tunnel calls by the tunnel's name. */
  readonly hosts: readonly string[];
}

/** Why a request is refused, and how to have it allowed. */
export interface Refusal {
  readonly code: 'origin_not_allowed' | 'host_not_allowed';
  readonly message: string;
  readonly hint: string;
}

/** The pages of this machine alone, by the names of this machine. */
export const OWN_MACHINE: Callers = { everybody: false, origins: [], hosts: [] };

/** A host name, an address or an IPv6 address in brackets, with its port. Nothing else reaches the parser of URLs. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const ORIGIN = /^https?:\/\/(\S+)$/i;
/** RFC 1035: a name has 253 characters at most; with scheme and port. */
const LONGEST = 270;

/**
 * The callers that `CORS_ORIGINS` allows beside those of this machine.
 *
 * @throws Error that says what it wants
 */
export function callersOf(corsOrigins: string | undefined): Callers {
  const given = corsOrigins?.trim();
  if (!given) return OWN_MACHINE;
  if (given === '*') return { ...OWN_MACHINE, everybody: true };
  const origins = given.split(',').map((origin) => originOf(origin));
  const known = origins.filter((origin) => origin !== undefined);
  if (known.length < origins.length) throw new Error('CORS_ORIGINS wants origins with commas between, or *');
  return { everybody: false, origins: known.map(({ origin }) => origin), hosts: known.map(({ hostname }) => hostname) };
}

/**
 * Why a request has to be refused. A browser names the page that sends a request in `Origin`, and the name under which it
 * found this server in `Host`: a page of somebody else's would spend the key, be it under its own name or, by a name of
 * its own that leads to 127.0.0.1 (DNS rebinding), under that. Programs other than browsers say what they like.
 *
 * @param harmless whether the request costs nothing and changes nothing: links to pages work from everywhere
 */
export function refusalOf(callers: Callers, headers: IncomingHttpHeaders, harmless: boolean): Refusal | undefined {
  if (callers.everybody) return undefined;
  const { host, origin } = headers;
  const site = headers['sec-fetch-site'];
  const name = host === undefined ? undefined : hostnameOf(host);
  if (host !== undefined && !(name && (isLoopback(name) || callers.hosts.includes(name)))) {
    return {
      code: 'host_not_allowed',
      message: `This server is not called ${quoted(host)}.`,
      hint: `Call it by 127.0.0.1 or localhost, or allow the name: ${allowing(`http://${host}`)}.`,
    };
  }
  // A page without referrer has no name for its own server either; no page can set Sec-Fetch-Site.
  const named = origin === 'null' && site === 'same-origin' ? undefined : origin;
  if (named !== undefined && !isAllowedOrigin(callers, named)) {
    return {
      code: 'origin_not_allowed',
      message: `Pages of ${quoted(named)} may not call this server.`,
      hint: `Serve the page from http://localhost, or allow its origin: ${allowing(named)}.`,
    };
  }
  if (named === undefined && site === 'cross-site' && !harmless) {
    return {
      code: 'origin_not_allowed',
      message: 'A page of another site may not call this server without saying which it is.',
      hint: `Open the address yourself, or call it with fetch from a page whose origin is allowed: ${allowing('')}.`,
    };
  }
  return undefined;
}

/** Whether pages of an origin may call and read the answers. */
export function isAllowedOrigin(callers: Callers, given: string): boolean {
  const origin = originOf(given);
  return origin !== undefined && (isLoopback(origin.hostname) || callers.origins.includes(origin.origin));
}

/** An origin of the web as a browser writes it: scheme, host and port, in their usual form. */
function originOf(given: string): { readonly origin: string; readonly hostname: string } | undefined {
  const host = ORIGIN.exec(given)?.[1];
  const hostname = host === undefined ? undefined : hostnameOf(host);
  return hostname === undefined ? undefined : { origin: new URL(given).origin, hostname };
}

/** The name in `name:port`: in lower case, without the root's dot, addresses in their usual form. */
function hostnameOf(host: string): string | undefined {
  if (host.length > LONGEST || !HOST.test(host)) return undefined;
  return URL.parse(`http://${host}`)?.hostname.replace(/\.$/, '');
}

function isLoopback(hostname: string): boolean {
  return /^(?:(?:[^.]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/** How to allow an origin, where it is one. */
function allowing(given: string): string {
  return originOf(given)
    ? `start it with CORS_ORIGINS=${given} (in .env, too; commas between several)`
    : 'start it with CORS_ORIGINS=<its origin>, or CORS_ORIGINS=* for all (in .env, too)';
}

function quoted(given: string): string {
  return given.length > 200 ? `${given.slice(0, 200)}…` : given || 'an empty name';
}
