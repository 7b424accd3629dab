import type { ResponseIncludable, ResponseItem } from 'openai/resources/responses/responses';
import { createIdentify } from './identifiers.ts';
import type { InputRequest } from './request.ts';

/** What OpenAI's IDs begin with, by the type of the item. */
const PREFIXES: Readonly<Record<string, string>> = {
  apply_patch_call: 'apc',
  apply_patch_call_output: 'apco',
  code_interpreter_call: 'ci',
  compaction: 'cmp',
  computer_call: 'cu',
  computer_call_output: 'cuo',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctco',
  file_search_call: 'fs',
  function_call: 'fc',
  function_call_output: 'fco',
  image_generation_call: 'ig',
  mcp_approval_request: 'mcpr',
  mcp_approval_response: 'mcpa',
  mcp_call: 'mcp',
  mcp_list_tools: 'mcpl',
  message: 'msg',
  reasoning: 'rs',
  shell_call: 'sh',
  shell_call_output: 'sho',
  web_search_call: 'ws',
};
const OTHER_PREFIX = 'item';

/** Input comes from the network: an item may be anything that is an object. */
type Given = Readonly<Record<string, unknown>>;

/**
 * The input of a request as OpenAI lists it, the first item first: each with its type, an ID (its own, or one that stays
 * the same for the same `owner`) and, where it is a message, a status and its content in parts.
 */
export function inputItems(
  { input = [] }: InputRequest,
  owner: string,
  include: readonly ResponseIncludable[] = [],
): ResponseItem[] {
  const identify = createIdentify(`${owner}:input`);
  const given: readonly object[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  return given.map((item) => listed({ ...item }, identify, include) as unknown as ResponseItem);
}

function listed(item: Given, identify: (prefix: string) => string, include: readonly ResponseIncludable[]): Given {
  const type = typeof item.type === 'string' ? item.type : 'message';
  // Counted whether it is needed or not: an ID depends on its item's place alone.
  const own = identify(PREFIXES[type] ?? OTHER_PREFIX);
  const id = typeof item.id === 'string' ? item.id : own;
  if (type !== 'message') return { ...item, id, type };
  const parts = contentParts(item).map((part) => shown(part, include));
  return { id, type, status: item.status ?? 'completed', content: parts, role: item.role };
}

function contentParts({ role, content }: Given): Given[] {
  if (Array.isArray(content)) return content;
  if (role === 'assistant') return [{ type: 'output_text', annotations: [], logprobs: [], text: content }];
  return [{ type: 'input_text', text: content }];
}

/** Pictures and files are listed, but not sent back: of a picture the address, where it is asked for. */
function shown(part: Given, include: readonly ResponseIncludable[]): Given {
  if (part.type === 'input_image') {
    const image_url = include.includes('message.input_image.image_url') ? (part.image_url ?? null) : null;
    return { type: part.type, detail: part.detail ?? 'auto', file_id: part.file_id ?? null, image_url };
  }
  if (part.type !== 'input_file') return part;
  const { file_data: _data, file_id = null, ...rest } = part;
  return { ...rest, file_id };
}
