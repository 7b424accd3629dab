import { type Fields, fieldsOf, isFields } from '../json/fields.ts';
import type { Place } from './walk-request.ts';

/** A tool that a request brings or names. */
export interface NamedTool {
  /** Its type, and the other names of that; empty where it has none. */
  readonly names: readonly string[];
  /** Its definition; without fields where it is only named. */
  readonly fields: Fields;
  /** Whether the model gets it, or is only told to call it. */
  readonly isDefined: boolean;
  readonly at: Place;
}

/** `web_search_2025_08_26`: a version of a tool. */
const VERSION = /_\d{4}_\d{2}_\d{2}$/;

/** Earlier names of tools that are the same to whoever allows them. */
const NOW_CALLED: ReadonlyMap<string, string> = new Map([
  ['web_search_preview', 'web_search'],
  ['computer_use_preview', 'computer'],
]);

/** An item whose `tools` are a list for the model to read. */
const LISTED = 'mcp_list_tools';

/**
 * The tools of a request to Responses or Chat Completions: those it defines (inside of namespaces too, and in items that bring tools),
 * those that `tool_choice` names, and those that chat has in fields of their own.
 *
 * What a stored `prompt`, a conversation or an earlier response has of tools cannot be seen: OpenAI adds it.
 */
export function namedTools(body: Fields): NamedTool[] {
  const found: NamedTool[] = definedTools(body.tools, field('tools'));
  for (const list of ['input', 'instructions'] as const) {
    const items: readonly unknown[] = Array.isArray(body[list]) ? body[list] : [];
    items.forEach((item, index) => {
      const { type, tools } = fieldsOf(item);
      if (tools !== undefined && type !== LISTED)
        found.push(...definedTools(tools, field('tools', { key: index, above: field(list) })));
    });
  }
  found.push(...chosenTools(body.tool_choice));
  if (Array.isArray(body.functions) && body.functions.length > 0)
    found.push(tool('function', field('functions'), true));
  if (isFields(body.web_search_options)) found.push(tool('web_search', field('web_search_options'), true));
  return found;
}

function field(key: string, above?: Place): Place {
  return { key, above };
}

/** A list of definitions; keeps its own stack, since a namespace may hold namespaces. */
function definedTools(list: unknown, at: Place): NamedTool[] {
  const found: NamedTool[] = [];
  const waiting = [{ list, at }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { list, at: above } = next;
    if (!Array.isArray(list)) continue;
    list.forEach((defined: unknown, key) => {
      const fields = fieldsOf(defined);
      const at = { key, above };
      found.push(tool(fields.type, at, true, fields));
      if (fields.tools !== undefined) waiting.push({ list: fields.tools, at: field('tools', at) });
    });
  }
  return found;
}

function chosenTools(choice: unknown): NamedTool[] {
  if (!isFields(choice)) return [];
  const at = field('tool_choice');
  if (choice.type !== 'allowed_tools') return [tool(choice.type, at, false)];
  const inChat = fieldsOf(choice.allowed_tools).tools;
  const above = field('tools', inChat === undefined ? at : field('allowed_tools', at));
  const list: unknown = inChat ?? choice.tools;
  return Array.isArray(list)
    ? list.map((named: unknown, key) => tool(fieldsOf(named).type, { key, above }, false))
    : [];
}

function tool(type: unknown, at: Place, isDefined: boolean, fields: Fields = {}): NamedTool {
  return { names: namesOf(type), fields, isDefined, at };
}

function namesOf(type: unknown): readonly string[] {
  if (typeof type !== 'string') return [];
  const unversioned = type.replace(VERSION, '');
  return [...new Set([type, unversioned, NOW_CALLED.get(unversioned) ?? unversioned])];
}
