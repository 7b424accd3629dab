import type { ApiRequest, Keys } from './api-client.ts';

/** The longest string of a body that a command shows whole: a picture's base64 would fill the terminal. */
const LONGEST = 4096;

/**
 * A request as a command for a POSIX shell. No key is in it: they are `$API_KEY` and `$KEY` of whoever runs it.
 *
 * @param base where the page is, with a slash at its end
 */
export function curlText(
  request: ApiRequest,
  { base, keys, streams }: { base: string; keys: Keys; streams: boolean },
): string {
  const { method, path, body } = request;
  const parts = [`curl ${streams ? '-N ' : ''}${quote(new URL(path, base).href)}`];
  if (method !== 'GET' && !(method === 'POST' && body))
    parts[0] = `curl -X ${method} ${quote(new URL(path, base).href)}`;
  if (keys.apiKey() !== '') parts.push('-H "x-api-key: $API_KEY"');
  if (keys.serviceKey() !== '') parts.push('-H "Authorization: Bearer $KEY"');
  if (body) {
    parts.push("-H 'content-type: application/json'");
    parts.push(`-d ${quote(JSON.stringify(body, shorten))}`);
  }
  return parts.join(' \\\n  ');
}

const shorten = (_name: string, value: unknown): unknown =>
  typeof value === 'string' && value.startsWith('data:') && value.length > LONGEST ? `${value.slice(0, 64)}…` : value;

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
