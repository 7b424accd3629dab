import { type Fields, isFields } from '../../json/fields.ts';
import { type LongString, longStringOf } from '../../large-json/long-strings.ts';
import { maskUrl } from '../../logging/mask-url.ts';

/** Tools may list tools: namespaces, and items that tell of a model's choice. */
const DEEPEST = 3;

/**
 * A response without what its tools were given to sign in with, which an upstream may echo: an MCP server's `authorization` and
 * `headers`, what of its `server_url` is a secret, and the secrets of containers. `strings` is what `takeOutLongStrings` took out.
 */
export function withoutSecrets(response: Fields, strings: readonly LongString[]): Fields {
  const { tools, output } = response;
  return {
    ...response,
    ...(Array.isArray(tools) && { tools: toolsOf(tools, strings, 0) }),
    ...(Array.isArray(output) && { output: output.map((item) => withoutSecretsOfTools(item, strings, 0)) }),
  };
}

function toolsOf(tools: readonly unknown[], strings: readonly LongString[], depth: number): readonly unknown[] {
  return depth > DEEPEST ? [] : tools.map((tool) => withoutSecretsOfTool(tool, strings, depth));
}

/** Of an item or a namespace that lists tools. */
function withoutSecretsOfTools(item: unknown, strings: readonly LongString[], depth: number): unknown {
  if (!isFields(item) || !Array.isArray(item.tools)) return item;
  return { ...item, tools: toolsOf(item.tools, strings, depth + 1) };
}

function withoutSecretsOfTool(tool: unknown, strings: readonly LongString[], depth: number): unknown {
  if (!isFields(tool)) return tool;
  if (tool.type === 'mcp' || 'server_url' in tool) return withoutSecretsOfServer(tool, strings);
  const { container, environment } = tool;
  const bare = {
    ...tool,
    ...(isFields(container) && { container: withoutDomainSecrets(container) }),
    ...(isFields(environment) && { environment: withoutDomainSecrets(environment) }),
  };
  return withoutSecretsOfTools(bare, strings, depth);
}

function withoutSecretsOfServer(tool: Fields, strings: readonly LongString[]): Fields {
  const { authorization: _authorization, headers: _headers, server_url: url, ...rest } = tool;
  // An address of many kilobytes is none.
  if (typeof url !== 'string' || longStringOf(url, strings)) return rest;
  return { ...rest, server_url: maskUrl(url) };
}

function withoutDomainSecrets(place: Fields): Fields {
  const { network_policy: policy } = place;
  if (!isFields(policy)) return place;
  const { domain_secrets: _secrets, ...rest } = policy;
  return { ...place, network_policy: rest };
}
