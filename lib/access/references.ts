import { type Fields, fieldsOf, isRowOf } from '../json/fields.ts';
import { parameterPath } from '../validation/parameter-path.ts';
import { type Place, pathOf, walkRequest } from './walk-request.ts';

/** What OpenAI keeps for whoever made it. */
export type ObjectKind =
  | 'response'
  | 'conversation'
  | 'item'
  | 'file'
  | 'vector_store'
  | 'container'
  | 'video'
  | 'batch'
  | 'upload'
  | 'upload_part'
  | 'upload_key'
  | 'skill'
  | 'audio'
  | 'voice';

/** An object that a request names. */
export interface Reference {
  readonly id: string;
  /** Where: `tools[0].container.file_ids[0]`. */
  readonly parameter: string;
  /** The same in parts. */
  readonly path: readonly (string | number)[];
  readonly kind: ObjectKind;
}

/** How a field names objects: by a text or a list of them, by an object with an `id`, or either way. */
interface Row {
  readonly kind: ObjectKind;
  readonly as: 'text' | 'object' | 'either';
}

const text = (kind: ObjectKind): Row => ({ kind, as: 'text' });

/**
 * The fields that name objects, wherever they stand. Source: openai 7.59, the parameters of every create and update call; a test
 * compares. Left out is what belongs to the organisation and not to a caller: `prompt.id` (`pmpt_…`, made in OpenAI's dashboard),
 * `connector_id`, `tunnel_id` (which `checkUrls` looks at), and projects.
 */
export const referenceFields = {
  previous_response_id: text('response'),
  response_id: text('response'),
  comparison_response_id: text('response'),
  conversation: { kind: 'conversation', as: 'either' },
  conversation_id: text('conversation'),
  file_id: text('file'),
  file_ids: text('file'),
  input_file_id: text('file'),
  training_file: text('file'),
  validation_file: text('file'),
  vector_store_id: text('vector_store'),
  vector_store_ids: text('vector_store'),
  container: { kind: 'container', as: 'either' },
  container_id: text('container'),
  video: { kind: 'video', as: 'either' },
  video_id: text('video'),
  remixed_from_video_id: text('video'),
  batch_id: text('batch'),
  upload_id: text('upload'),
  part_ids: text('upload_part'),
  // This service's own: what was put into its bucket.
  upload_key: text('upload_key'),
  skill_id: text('skill'),
  approval_request_id: text('item'),
  // An answer that was spoken, and a voice of one's own: texts are names of OpenAI's.
  audio: { kind: 'audio', as: 'object' },
  voice: { kind: 'voice', as: 'object' },
} as const satisfies Record<string, Row>;

/** Words in the place of an id. */
const WORDS: ReadonlySet<string> = new Set(['', 'auto', 'none']);

/** OpenAI's own skills, which everybody may name, have other ids. */
const SKILL = 'skill_';

/**
 * Every object that a request names. OpenAI finds an object by its id for whoever holds the API key, which is one for all callers
 * here; so each of these has to be the caller's own.
 *
 * Data is not looked into: arguments, schemas, metadata. What a `prompt` or a conversation has in it cannot be seen here.
 */
export function referencesIn(body: unknown): Reference[] {
  const found: Reference[] = [];
  walkRequest(body, (fields, at) => {
    const add = (id: unknown, kind: ObjectKind, ...below: readonly (string | number)[]): void => {
      if (typeof id !== 'string' || WORDS.has(id) || (kind === 'skill' && !id.startsWith(SKILL))) return;
      const path = pathOf(at, ...below);
      found.push({ id, parameter: parameterPath(path), path, kind });
    };
    for (const [key, value] of Object.entries(fields)) {
      if (!isRowOf(referenceFields, key)) continue;
      const { kind, as }: Row = referenceFields[key];
      if (Array.isArray(value) && as !== 'object')
        value.forEach((id: unknown, index) => {
          add(id, kind, key, index);
        });
      else if (as !== 'object') add(value, kind, key);
      if (as !== 'text') add(fieldsOf(value).id, kind, key, 'id');
    }
    if (isItemReference(fields, at)) add(fields.id, 'item', 'id');
    // A source of an evaluation.
    if (fields.type === 'file_id') add(fields.id, 'file', 'id');
  });
  return found;
}

/**
 * Whether OpenAI looks an item up by its `id`: references, whose type may be left out; and items that are sent back without what
 * they stand for. Everything else says itself what it is, and its id is no more than a name.
 */
function isItemReference(item: Fields, at: Place | undefined): boolean {
  const { type = null } = item;
  if (type === 'item_reference') return true;
  if (!isItem(at)) return false;
  if (type === null) return item.role === undefined || item.content === undefined;
  return typeof type === 'string' && isRowOf(lookedUp, type) && lookedUp[type](item);
}

/** Lists of items: of a response, of its instructions, of a conversation. */
const ITEM_LISTS: ReadonlySet<string> = new Set(['input', 'instructions', 'items']);

/** `input[0]` of a response, `items[0]` of a conversation. */
function isItem(at: Place | undefined): boolean {
  const list = at?.above;
  return typeof at?.key === 'number' && list?.above === undefined && ITEM_LISTS.has(`${list?.key}`);
}

/** Items whose substance OpenAI keeps, by when it has to be looked up. */
const lookedUp = {
  reasoning: ({ encrypted_content: content }: Fields) => typeof content !== 'string' || content === '',
  image_generation_call: ({ result }: Fields) => typeof result !== 'string' || result === '',
  web_search_call: () => true,
  file_search_call: () => true,
  code_interpreter_call: () => true,
} as const;
