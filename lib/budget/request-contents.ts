import { type Fields, isFields } from '../json/fields.ts';

/** What is in a request, as far as its cost goes. */
export interface RequestContents {
  /** UTF-8 bytes of its keys, texts and numbers: at most as many as its JSON text has. Every token of text is at least one. */
  readonly bytes: number;
  /** The first thing in it that stands for more than its own bytes: a stored object, an image, a file, a URL. */
  readonly external: string | undefined;
  readonly audio: boolean;
  /** Whether it asks for cache entries that are kept for 12 hours. */
  readonly longCache: boolean;
  /** Every tool, those in namespaces and in the results of searches for tools included. */
  readonly tools: readonly Fields[];
}

/** What stands for something that is not in the request, or, as images and files do, for more tokens than it has bytes. */
const EXTERNAL_KEYS: ReadonlySet<string> = new Set([
  'previous_response_id',
  'conversation',
  'file_id',
  'file_ids',
  'file_url',
  'file_data',
  'image_url',
  'vector_store_ids',
  'skill_id',
]);

/** Items that OpenAI looks up by their ids, or reads as more than the text that they are. */
const EXTERNAL_TYPES: ReadonlySet<string> = new Set([
  'item_reference',
  'compaction',
  'input_image',
  'input_file',
  'computer_call_output',
  'computer_screenshot',
  'image_generation_call',
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
]);

/** The caller's own JSON, whose keys mean nothing to OpenAI. */
const OPAQUE_KEYS: ReadonlySet<string> = new Set(['metadata', 'parameters', 'schema', 'output_schema']);

interface Seen {
  bytes: number;
  external: string | undefined;
  audio: boolean;
  longCache: boolean;
  readonly tools: Fields[];
}

interface Place {
  readonly value: unknown;
  readonly opaque: boolean;
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return ArrayBuffer.isView(value) ? value.byteLength : String(value).length;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** Why an object stands for more than its bytes. */
function externalType({ type, encrypted_content: encrypted }: Fields): string | undefined {
  if (type === 'reasoning' && !isGiven(encrypted)) return 'a reasoning item without its content';
  return typeof type === 'string' && EXTERNAL_TYPES.has(type) ? type : undefined;
}

function look(fields: Fields, seen: Seen): void {
  seen.external ??= externalType(fields);
  if (fields.type === 'input_audio') seen.audio = true;
  for (const [key, value] of Object.entries(fields)) {
    if (EXTERNAL_KEYS.has(key) && isGiven(value)) seen.external ??= key;
    // A prompt template is an object; the prompt of other APIs is a text.
    if (key === 'prompt' && isFields(value)) seen.external ??= key;
    if (key === 'ttl' && value === '12h') seen.longCache = true;
    if (key === 'modalities' && Array.isArray(value) && value.includes('audio')) seen.audio = true;
    // What a chat said before, by its id.
    if (key === 'audio' && isFields(value) && isGiven(value.id)) {
      seen.external ??= key;
      seen.audio = true;
    }
    // A list that an MCP server gave, sent back for the model to read, is text.
    const isListed = fields.type === 'mcp_list_tools';
    if (key === 'tools' && Array.isArray(value) && !isListed)
      for (const tool of value.filter(isFields)) seen.tools.push(tool);
  }
}

/** Looks through a request once, without recursion: its depth is the caller's. */
export function requestContents(params: unknown): RequestContents {
  const seen: Seen = { bytes: 0, external: undefined, audio: false, longCache: false, tools: [] };
  const open: Place[] = [{ value: params, opaque: false }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value, opaque } = place;
    if (Array.isArray(value)) {
      seen.bytes += value.length;
      for (const item of value) open.push({ value: item, opaque });
    } else if (isFields(value) && !ArrayBuffer.isView(value)) {
      if (!opaque) look(value, seen);
      for (const [key, inner] of Object.entries(value)) {
        seen.bytes += Buffer.byteLength(key);
        open.push({ value: inner, opaque: opaque || OPAQUE_KEYS.has(key) });
      }
    } else {
      seen.bytes += bytesOf(value);
    }
  }
  return seen;
}
