import { type Fields, fieldsOf } from '../json/fields.ts';
import type { MadeObject } from './made-object.ts';

/** Responses, their items and chat completions: https://developers.openai.com/api/docs/guides/your-data. */
const RESPONSE_SECONDS = 30 * 24 * 60 * 60;

/**
 * Containers end 20 minutes after they were last used, however often that is, and each use comes through here or not at all; 30 days
 * as their responses, which name them.
 */
const CONTAINER_SECONDS = RESPONSE_SECONDS;

/** The bucket keeps what was uploaded until the midnight (UTC) after a day (`infra/constructs/service-bucket.ts`). */
const UPLOAD_SECONDS = 2 * 24 * 60 * 60;

/** Answers whose `id` is of something that was there before, or is gone. */
const NOT_MADE = /^(?:model|vector_store\.file|.*\.deleted)$/;

/** Fields of an answer with the ids of files that OpenAI has made for it. */
const FILE_FIELDS = ['output_file_id', 'error_file_id', 'result_files'] as const;

/**
 * What an answer of OpenAI's makes, each id once: the object itself, the items of a response and the containers in which its tools
 * ran, its conversation, the files of a batch. Takes an event of a stream too: its `response`, its `item`.
 *
 * Responses that are not stored are told as well: their items are sent back, and are the caller's then.
 *
 * @param named what the request named, and so was there before: a conversation, a container
 */
export function madeIn(answer: unknown, named: Iterable<string> = []): MadeObject[] {
  const made = new Map<string, MadeObject>();
  const before = new Set(named);
  const add = (id: unknown, keptSeconds?: number): void => {
    if (typeof id !== 'string' || id === '' || before.has(id) || made.has(id)) return;
    made.set(id, { id, ...(keptSeconds !== undefined && { keptSeconds }) });
  };
  const { object, response, item } = fieldsOf(answer);
  if (object === undefined) {
    if (response !== undefined) addObject(fieldsOf(response), add);
    if (item !== undefined) addItem(fieldsOf(item), RESPONSE_SECONDS, add);
  } else addObject(fieldsOf(answer), add);
  return [...made.values()];
}

type Add = (id: unknown, keptSeconds?: number) => void;

function addObject(answer: Fields, add: Add): void {
  const { object, id } = answer;
  if (typeof object !== 'string' || NOT_MADE.test(object)) return;
  if (object === 'list') {
    // Items that were added to a conversation; other lists make nothing, and their entries say what they are.
    for (const entry of listOf(answer.data))
      if (fieldsOf(entry).object === undefined) addItem(fieldsOf(entry), undefined, add);
    return;
  }
  add(id, keptSeconds(object));
  const { id: conversation } = fieldsOf(answer.conversation);
  add(conversation);
  // OpenAI keeps the items of a conversation as long as that.
  for (const item of listOf(answer.output))
    addItem(fieldsOf(item), conversation === undefined ? RESPONSE_SECONDS : undefined, add);
  for (const choice of listOf(answer.choices))
    add(fieldsOf(fieldsOf(fieldsOf(choice).message).audio).id, RESPONSE_SECONDS);
  for (const field of FILE_FIELDS) for (const file of [answer[field]].flat()) add(file);
  // What an upload has become.
  if (object === 'upload') add(fieldsOf(answer.file).id);
}

function addItem(item: Fields, kept: number | undefined, add: Add): void {
  add(item.id, kept);
  add(item.container_id, CONTAINER_SECONDS);
  add(fieldsOf(item.environment).container_id, CONTAINER_SECONDS);
}

function keptSeconds(object: string): number | undefined {
  if (object === 'upload_key') return UPLOAD_SECONDS;
  if (object === 'response' || object.startsWith('response.') || object.startsWith('chat.completion'))
    return RESPONSE_SECONDS;
  return object === 'container' ? CONTAINER_SECONDS : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
