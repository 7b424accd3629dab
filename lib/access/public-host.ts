import ipaddr from 'ipaddr.js';

/** Of a URL: its host, lower case and without a trailing dot; or what is wrong with it, to be read after "The URL". */
export type CheckedUrl = { readonly host: string } | { readonly problem: string };

/** Spaces, control characters, characters that are not seen, halves of characters, and backslashes, which browsers read as slashes. */
const TRICKS = /[\s\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Printable ASCII without backslashes, as nearly all URLs are: `TRICKS` takes many times as long to look. */
const PLAIN = /^[!-[\]-~]*$/;

const SCHEME_AND_AUTHORITY = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)/i;

/** A host and perhaps a port. IPv6 without a zone, which is of one's own machine. */
const HOST_AND_PORT = /^(\[[\da-f:.]+\]|[^[\]:]+)(?::\d*)?$/i;

/** As the URL standard writes every IPv4 address. */
const IPV4 = /^\d+(?:\.\d+){3}$/;

const NAME = /^(?:[a-z\d_-]{1,63}\.)+[a-z\d_-]{1,63}$/;

/**
 * Names that lead into one's own network: RFC 6761 (localhost), RFC 6762 (local, and what its appendix G has seen in use),
 * RFC 8375 (home.arpa), and internal, which ICANN keeps for that and clouds use for their metadata.
 */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** Azure's wire server, in a range that is public: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set(['168.63.129.16']);

/** All that has been given out for the public: https://www.iana.org/assignments/ipv6-unicast-address-assignments. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** The interface of ISATAP (RFC 5214), which has an IPv4 address behind it. */
const ISATAP = 0x5efe;

/**
 * Looks whether a URL leads to a public host. Every client reads odd spellings its own way, and it is OpenAI's that will fetch: so
 * what is not written as the URL standard would write it itself is refused, whatever it means. Names are not looked up.
 */
export function checkPublicUrl(url: string, schemes: readonly string[]): CheckedUrl {
  if (!PLAIN.test(url) && TRICKS.test(url)) return { problem: 'has spaces, backslashes or control characters in it' };
  const [, scheme = '', authority = ''] = SCHEME_AND_AUTHORITY.exec(url) ?? [];
  if (!schemes.includes(scheme.toLowerCase())) return { problem: `does not begin with ${schemes.join(':// or ')}://` };
  if (authority.includes('@')) return { problem: 'has a user name before its host' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  if (/[^\x00-\x7f]|%/.test(authority))
    return { problem: 'has a host that is not plain ASCII (xn--… for other letters)' };
  const [, written] = HOST_AND_PORT.exec(authority) ?? [];
  const parsed = URL.parse(url);
  if (written === undefined || !parsed) return { problem: 'has no valid host' };
  if (written.startsWith('[')) return checkIPv6(parsed.hostname);
  if (parsed.hostname !== written.toLowerCase()) return { problem: 'has a host in an unusual spelling' };
  const host = parsed.hostname.replace(/\.$/, '');
  return IPV4.test(host) ? checkIPv4(host) : checkName(host);
}

const notPublic = { problem: 'leads to a private, local or reserved address' };

function checkIPv4(host: string): CheckedUrl {
  const isPublic = ipaddr.IPv4.parse(host).range() === 'unicast' && !METADATA_ADDRESSES.has(host);
  return isPublic ? { host } : notPublic;
}

function checkIPv6(bracketed: string): CheckedUrl {
  const host = bracketed.slice(1, -1);
  const address = ipaddr.IPv6.parse(host);
  const isPublic = address.range() === 'unicast' && address.match(GLOBAL_UNICAST) && address.parts[5] !== ISATAP;
  return isPublic ? { host } : notPublic;
}

function checkName(host: string): CheckedUrl {
  if (PRIVATE_NAME.test(host)) return { problem: 'leads to a name of a private network' };
  if (!NAME.test(host) || host.length > 253)
    return { problem: 'has a host that is no full name, such as www.example.com' };
  return { host };
}
