import { type Fields, fieldsOf, isFields } from '../json/fields.ts';

/** A tool that a request brings or names. */
export interface NamedTool {
  /** Its type, and the other names of that; empty where it has none. */
  readonly names: readonly string[];
  /** Its definition; without fields where it is only named. */
  readonly fields: Fields;
  /** Whether the model gets it, or is only told to call it. */
  readonly isDefined: boolean;
  readonly path: readonly (string | number)[];
}

/** `web_search_2025_08_26`: a version of a tool. */
const VERSION = /_\d{4}_\d{2}_\d{2}$/;

/** Earlier names of tools that are the same to whoever allows them. */
const NOW_CALLED: Readonly<Partial<Record<string, string>>> = {
  web_search_preview: 'web_search',
  computer_use_preview: 'computer',
};

/** An item whose `tools` are a list for the model to read. */
const LISTED = 'mcp_list_tools';

/**
 * The tools of a request to Responses or Chat Completions: those it defines (inside of namespaces too, and in items that bring tools),
 * those that `tool_choice` names, and those that chat has in fields of their own.
 *
 * What a stored `prompt`, a conversation or an earlier response has of tools cannot be seen: OpenAI adds it.
 */
export function namedTools(body: Fields): NamedTool[] {
  const found: NamedTool[] = [...definedTools(body.tools, ['tools'])];
  const items: readonly unknown[] = Array.isArray(body.input) ? body.input : [];
  items.forEach((item, index) => {
    const { type, tools } = fieldsOf(item);
    if (type !== LISTED) found.push(...definedTools(tools, ['input', index, 'tools']));
  });
  found.push(...chosenTools(body.tool_choice));
  if (Array.isArray(body.functions) && body.functions.length > 0) found.push(tool('function', ['functions'], true));
  if (isFields(body.web_search_options)) found.push(tool('web_search', ['web_search_options'], true));
  return found;
}

/** A list of definitions; keeps its own stack, since a namespace may hold namespaces. */
function definedTools(list: unknown, path: readonly (string | number)[]): NamedTool[] {
  const found: NamedTool[] = [];
  const waiting = [{ list, path }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { list, path } = next;
    if (!Array.isArray(list)) continue;
    list.forEach((defined: unknown, index) => {
      const fields = fieldsOf(defined);
      const place = [...path, index];
      found.push(tool(fields.type, place, true, fields));
      if (fields.tools !== undefined) waiting.push({ list: fields.tools, path: [...place, 'tools'] });
    });
  }
  return found;
}

function chosenTools(choice: unknown): NamedTool[] {
  if (!isFields(choice)) return [];
  if (choice.type !== 'allowed_tools') return [tool(choice.type, ['tool_choice'], false)];
  const inChat = fieldsOf(choice.allowed_tools).tools;
  const path = ['tool_choice', ...(inChat === undefined ? [] : ['allowed_tools']), 'tools'];
  const list: unknown = inChat ?? choice.tools;
  return Array.isArray(list)
    ? list.map((named: unknown, index) => tool(fieldsOf(named).type, [...path, index], false))
    : [];
}

function tool(type: unknown, path: NamedTool['path'], isDefined: boolean, fields: Fields = {}): NamedTool {
  return { names: namesOf(type), fields, isDefined, path };
}

function namesOf(type: unknown): readonly string[] {
  if (typeof type !== 'string') return [];
  const unversioned = type.replace(VERSION, '');
  return [...new Set([type, unversioned, NOW_CALLED[unversioned] ?? unversioned])];
}
