import type { InputUrlSettings } from '../config/environment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { parameterPath } from '../validation/parameter-path.ts';
import { checkPublicUrl } from './public-host.ts';
import { pathOf, walkRequest } from './walk-request.ts';

/** `image_url`, `file_url`, `server_url`, and those that are to come. */
const URL_FIELD = /_urls?$/;

const DATA_URL = /^data:/i;

/**
 * Refuses URLs that OpenAI had better not fetch on a caller's behalf: anything but `https:` and `data:` (`http:` by choice), and
 * hosts that are not public. This service fetches none of them. Names are not looked up: what a public name leads to, and where a
 * server redirects, is for OpenAI to watch.
 *
 * Where MCP servers are listed, only those go on: hosts for `server_url`, and `connector_id` by its own name. A tunnel leads into a
 * private network of the organisation's, and so has to be listed by its `tunnel_id`, always.
 *
 * Throws a `ServiceError` `url_not_allowed` for the first that is refused.
 */
export function checkUrls(body: unknown, settings: InputUrlSettings): void {
  walkRequest(body, (fields, at) => {
    const isUrlObject = typeof at?.key === 'string' && URL_FIELD.test(at.key);
    for (const [key, value] of Object.entries(fields)) {
      const refuse = (problem: string | undefined, ...below: readonly (string | number)[]): void => {
        if (problem !== undefined) throw notAllowed(problem, parameterPath(pathOf(at, key, ...below)), settings);
      };
      if (key === 'connector_id' || key === 'tunnel_id') refuse(unlisted(key, value, settings));
      else if (URL_FIELD.test(key) || (key === 'url' && isUrlObject)) {
        const check = key === 'server_url' ? serverProblem : inputProblem;
        if (typeof value === 'string') refuse(check(value, settings));
        else if (Array.isArray(value))
          value.forEach((url: unknown, index) => {
            if (typeof url === 'string') refuse(check(url, settings), index);
          });
      }
    }
  });
}

function schemes({ http }: InputUrlSettings): readonly string[] {
  return http ? ['https', 'http'] : ['https'];
}

function inputProblem(url: string, settings: InputUrlSettings): string | undefined {
  // It names no host. It may be as long as a body can be: nobody has to look at its characters.
  if (DATA_URL.test(url)) return undefined;
  const checked = checkPublicUrl(url, schemes(settings));
  return 'problem' in checked ? `The URL ${checked.problem}.` : undefined;
}

function serverProblem(url: string, settings: InputUrlSettings): string | undefined {
  const checked = checkPublicUrl(url, schemes(settings));
  if ('problem' in checked) return `The URL ${checked.problem}.`;
  const { mcpServers } = settings;
  const isListed = mcpServers === undefined || mcpServers.some((pattern) => matchesHost(pattern, checked.host));
  return isListed ? undefined : 'The MCP server is not one that this deployment allows.';
}

/** `*.example.com` stands for every name below `example.com`, and not for that itself; `*` for any host. */
function matchesHost(pattern: string, host: string): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted === '*') return true;
  return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) && host.length >= wanted.length : host === wanted;
}

function unlisted(
  field: 'connector_id' | 'tunnel_id',
  value: unknown,
  { mcpServers }: InputUrlSettings,
): string | undefined {
  if (typeof value !== 'string') return undefined;
  const isFree = mcpServers === undefined && field === 'connector_id';
  if (isFree || mcpServers?.includes(value.toLowerCase())) return undefined;
  return `The ${field === 'tunnel_id' ? 'tunnel' : 'connector'} is not one that this deployment allows.`;
}

function notAllowed(message: string, parameter: string, settings: InputUrlSettings): ServiceError {
  const isServer = /(?:^|\.)(?:server_url|connector_id|tunnel_id)$/.test(parameter);
  const start = schemes(settings)
    .map((scheme) => `${scheme}://`)
    .join(' or ');
  return new ServiceError('url_not_allowed', {
    message,
    parameter,
    hint: isServer
      ? `Name an MCP server with a URL that starts with ${start} and has a public host; its operator may have to add it to MCP_SERVERS.`
      : `Use a URL that starts with ${start} and has a public host, as in https://www.example.com/picture.png, or a data: URL.`,
  });
}
