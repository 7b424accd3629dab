import type { ResponseCreateParamsBase, Tool } from 'openai/resources/responses/responses';
import { fieldsOf } from '../../../lib/json/fields.ts';

/**
 * The body of POST /v1/responses, once validated. Its `metadata` tells the stand-in what to do: `scenario`
 * (scenario-table.ts), `pace` (pace.ts), `deltas` (scenarios/text.ts), `images` and `bytes` (scenarios/image.ts) and, in
 * the background, `seconds`, `forget_stream`, `forget` and `webhook` (background/background-settings.ts).
 */
export type CreateRequest = ResponseCreateParamsBase & { readonly model: string; readonly modalities?: string[] };

/** What there is to read for a model, whichever endpoint it was sent to. */
export type InputRequest = Pick<CreateRequest, 'input' | 'instructions' | 'tools' | 'previous_response_id'>;

/** The tool of one type that the request gives, if it does. */
export function toolOf<T extends Tool['type']>(
  request: CreateRequest,
  type: T,
): Extract<Tool, { type: T }> | undefined {
  return request.tools?.find((tool): tool is Extract<Tool, { type: T }> => tool.type === type);
}

/** The text of the last thing the user said; empty where there is none (a stored prompt, an image alone). */
export function promptText(request: CreateRequest): string {
  const { input } = request;
  if (input === undefined || typeof input === 'string') return input ?? '';
  const said = input.findLast((item) => 'role' in item && item.role === 'user');
  return said === undefined ? '' : textOf(said).trim();
}

/** What a tool answered since the user last spoke: it is the model's turn to put it in words. */
export function toolOutput(request: CreateRequest): string | undefined {
  if (!Array.isArray(request.input)) return undefined;
  const said = request.input.findLastIndex((item) => 'role' in item && item.role === 'user');
  const last = request.input.slice(said + 1).findLast((item) => String(item.type).endsWith('_output'));
  if (last === undefined || !('output' in last)) return undefined;
  return typeof last.output === 'string' ? last.output : JSON.stringify(last.output ?? '');
}

/** How many characters the model is given to read: instructions, input text and tool definitions. */
export function inputCharacters(request: InputRequest): number {
  const { input = '', instructions, tools } = request;
  const texts = typeof input === 'string' ? [input] : input.map(textOf);
  const characters = texts.reduce((sum, text) => sum + text.length, instructions?.length ?? 0);
  return characters + (tools?.length ? JSON.stringify(tools).length : 0);
}

/** Input items come from the network and OpenAI adds to them monthly: read what is there, whatever the type says. */
export function textOf(item: object): string {
  const { content, output, text } = fieldsOf(item);
  if (typeof text === 'string') return text;
  const inner = content ?? output;
  if (typeof inner === 'string') return inner;
  if (!Array.isArray(inner)) return '';
  return inner.map((part: unknown) => (typeof part === 'object' && part ? textOf(part) : '')).join(' ');
}
