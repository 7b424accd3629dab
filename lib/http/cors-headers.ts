/** The headers by which a browser lets a page of an allowed origin, or of any (`*`), read an answer. */
export function corsHeaders(allowed: string): Readonly<Record<string, string>> {
  return {
    'access-control-allow-origin': allowed,
    'access-control-expose-headers': '*',
    ...(allowed === '*' ? {} : { vary: 'origin' }),
  };
}
