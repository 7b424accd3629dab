/** Query parameters that hold a secret by their name: `token`, `api_key`, `access-token`, `X-Amz-Signature`, `sig`. */
const SECRET_PARAMETER =
  /(?:^|[-_.])(?:key|apikey|token|accesstoken|auth|authorization|secret|password|passwd|pwd|pass|sig|signature|credential|credentials|jwt|session|sessionid|code)$/i;

/** A word that nobody has thought of: twenty characters and more, of letters and digits. */
const MADE_UP = /^(?=.*[A-Za-z])(?=.*\d)[\w~.=+%-]{20,}$/;

const MASKED = 'masked';

/**
 * A URL without the secrets in it, else as it was: no user and password, no fragment, and `masked` in place of parameters that are
 * secret by their name, and of parameters and segments of the path that look made up, as MCP servers give to each of their users.
 */
export function maskUrl(url: string): string {
  const [, scheme = '', authority = '', path = '', query] =
    /^([\w+.-]*:?\/\/)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const segments = path.split('/').map((segment) => (MADE_UP.test(segment) ? MASKED : segment));
  const parameters = query?.split('&').map(maskParameter).join('&');
  return `${scheme}${host}${segments.join('/')}${parameters === undefined ? '' : `?${parameters}`}`;
}

function maskParameter(parameter: string): string {
  const at = parameter.indexOf('=');
  if (at < 0) return MADE_UP.test(parameter) ? MASKED : parameter;
  const name = parameter.slice(0, at);
  const isSecret = SECRET_PARAMETER.test(decoded(name)) || MADE_UP.test(parameter.slice(at + 1));
  return isSecret ? `${name}=${MASKED}` : parameter;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
