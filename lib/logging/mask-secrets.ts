import { maskUrl } from './mask-url.ts';

/** What stands where a text was. */
export function maskedLength(length: number): string {
  return `[${length} characters]`;
}

/** Characters of base64, of keys, and of what escapes them in JSON: a cut inside such a run could leave half a secret. */
const runCharacter = /[\w+/=*.\\-]/;

/** The first `limit` characters, less the word that the cut went through. */
function cut(value: string, limit: number): string {
  if (value.length <= limit) return value;
  let end = limit;
  while (end > 0 && runCharacter.test(value.charAt(end - 1))) end -= 1;
  return value.slice(0, end);
}

/** In this order: each rule leaves nothing that a later one would need to see. Every pattern takes linear time. */
const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Data URIs, the short ones too.
  [/;base64,(?:[\w+/=-]|\\[nr/]|\r?\n)*/gi, ';base64,[masked]'],
  // Base64 of 64 characters and more, over line breaks and escaped slashes. Identifiers of OpenAI's are shorter.
  [/(?:[A-Za-z0-9+/_-]|\\\/){64,}(?:(?:\r?\n|\\[nr/])+[A-Za-z0-9+/_-]+)*={0,2}/g, '[masked base64]'],
  // OpenAI's keys: as a word of its own, or long enough inside one. The asterisks are OpenAI's, quoting half a key.
  [/(?<![A-Za-z0-9])sk-[\w*-]{4,}|sk-[\w*-]{20,}/g, 'sk-[masked]'],
  // This service's own.
  [/orl_[\w-]{20,}/g, 'orl_[masked]'],
  // An MCP server's headers and a container's secrets, where somebody repeats a request as a text.
  [/(\\?"(?:headers|domain_secrets)\\?"\s?:\s?)(?:\{[^{}]*\}|\[(?:[^[\]]*)\])/g, '$1[masked]'],
  // Authorization and keys in headers, JSON inside a text, or prose.
  [
    /((?:authorization|api[-_]?key|password|client_secret|access_token)\\?["']?\s?[:=]\s?\\?["']?)(?:(?:bearer|basic|token)\s)?[^\s"'\\,;}&]{4,}/gi,
    '$1[masked]',
  ],
  [/\b(bearer\s)[\w.~+/=-]{8,}/gi, '$1[masked]'],
  // User and password of a URL.
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@?#"'\\]{1,1000}@/gi, '$1[masked]@'],
  // Presigned URLs, whose signature opens the object, and others with a secret in the query.
  [
    /([?&](?:[\w.-]{0,40}[-_.])?(?:key|apikey|token|accesstoken|auth|secret|password|passwd|pwd|sig|signature|credential|jwt)=)[^&\s"'\\#]+/gi,
    '$1[masked]',
  ],
];

/** An MCP server's address in JSON inside a text. */
const SERVER_URL = /(server_url\\?"\s?:\s?\\?")([^\s"\\]{1,4000})/g;

/** At most `limit` characters of a text, without keys, authorization values and base64. */
export function maskSecrets(value: string, limit: number): string {
  // Cut first, so that a text of 20 MB costs no more than what is shown of it.
  const shown = cut(value, limit);
  const bare = shown.replace(SERVER_URL, (_all, before: string, url: string) => `${before}${maskUrl(url)}`);
  const masked = rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), bare);
  return shown.length < value.length ? `${masked}[${value.length - shown.length} more characters]` : masked;
}
