import { ServiceError } from '../errors/service-error.ts';
import { type Fields, isFields, jsonOrUndefined } from '../json/fields.ts';
import type { FormFile } from './form-file.ts';

/** `image[]` is one of a list. */
const LIST = /^(.+)\[\]$/s;

/** `chunking_strategy[type]` is a field of an object. */
const INSIDE = /^([^[\]]+)\[([^[\]]+)\]$/;

/** Fields of OpenAI's forms that are numbers, and those that say yes or no. */
const NUMBERS: readonly string[] = [
  'n',
  'output_compression',
  'partial_images',
  'temperature',
  'threshold',
  'prefix_padding_ms',
  'silence_duration_ms',
];
const FLAGS: readonly string[] = ['stream', 'store'];

/** Fields that are files: a text that is a JSON object there names an upload in place of one. */
const FILES: readonly string[] = ['image', 'mask', 'file', 'video', 'input_reference'];

/** Fields that are objects: some of OpenAI's clients write one as its JSON (recorded forms of openai-dotnet). */
const OBJECTS: readonly string[] = ['chunking_strategy'];

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * What a form says, from its parts, in the encoding of OpenAI's own clients: `image[]` is one of a list, `chunking_strategy[type]` a field
 * of an object. A form has nothing but texts: what OpenAI takes for a number, or for yes and no, is one here; a text that is none stays a
 * text. Throws a `ServiceError` `invalid_form` where a name stands twice and is no list: what is looked at has to be what OpenAI reads.
 */
export function formFields(parts: readonly (readonly [name: string, value: string | FormFile])[]): Fields {
  const fields = new Map<string, unknown>();
  for (const [name, value] of parts) {
    const [, list] = LIST.exec(name) ?? [];
    const [, object, key] = INSIDE.exec(name) ?? [];
    if (list !== undefined) addToList(fields, list, typed(list, value));
    else if (object !== undefined && key !== undefined) addInside(fields, object, key, typed(key, value));
    else if (fields.has(name)) throw twice(name);
    else fields.set(name, typed(name, value));
  }
  return Object.fromEntries(
    [...fields].map(([name, value]) => [name, value instanceof Map ? Object.fromEntries(value) : value]),
  );
}

function addToList(fields: Map<string, unknown>, name: string, value: unknown): void {
  const before = fields.get(name);
  if (before === undefined) fields.set(name, [value]);
  else if (Array.isArray(before)) before.push(value);
  else throw twice(name);
}

function addInside(fields: Map<string, unknown>, name: string, key: string, value: unknown): void {
  const before = fields.get(name) ?? new Map<string, unknown>();
  if (!(before instanceof Map) || before.has(key)) throw twice(name);
  fields.set(name, before.set(key, value));
}

function typed(name: string, value: string | FormFile): unknown {
  if (typeof value !== 'string') return value;
  if (NUMBERS.includes(name) && NUMBER.test(value)) return Number(value);
  if (FLAGS.includes(name) && (value === 'true' || value === 'false')) return value === 'true';
  if ((FILES.includes(name) || OBJECTS.includes(name)) && value.trimStart().startsWith('{')) {
    const named = jsonOrUndefined(value);
    return isFields(named) ? named : value;
  }
  return value;
}

function twice(name: string): ServiceError {
  return new ServiceError('invalid_form', { message: `The form has the field '${name}' twice.`, parameter: name });
}
