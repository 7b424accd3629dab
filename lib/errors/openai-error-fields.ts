import { isFields } from '../json/fields.ts';
import { jsonIn, messageOfText } from './error-text.ts';
import { fieldPath } from './field-path.ts';
import { redactKeys } from './redact-keys.ts';
import type { OpenAIErrorFields } from './service-error.ts';

/** No server says why further down than this. */
const MAX_DEPTH = 6;
/** Of a list of problems, and of an object's fields, as many are read as anybody would read. */
const MAX_PROBLEMS = 10;
const MAX_FIELDS = 100;

/** Names, less case and punctuation, under which servers say what went wrong, the plainest first. */
const MESSAGES = ['message', 'msg', 'errormessage', 'errordescription', 'faultstring', 'description'];
/** Said only where nothing else is. */
const LAST_MESSAGES = ['title', 'reason', 'statustext', 'text'];
const CODES = ['code', 'errorcode'];
const PARAMETERS = ['param', 'parameter', 'field', 'property', 'loc'];
/** In a list of problems these are places too; elsewhere `path` is that of the request. */
const PLACES = [...PARAMETERS, 'path', 'pointer', 'instancepath'];

/** Looks like a code and not like a word or a sentence: `invalid_request`. */
const CODE = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)+$/;

type Fields = ReadonlyMap<string, unknown>;

/**
 * What an error body says, with API keys redacted. Reads OpenAI's `{error:{message,type,param,code}}` and what gateways, proxies
 * and frameworks send in its place: the same fields at the top level or under other names, `error`, `detail` and `message` as
 * text, object or list, `errors`, lists, RFC 9457 problems, text, and of a page its title. Never throws.
 */
export function openAIErrorFields(body: unknown): OpenAIErrorFields {
  const { type, code, param, message } = fieldsOf(body, 0);
  return {
    ...(type !== undefined && { type: redactKeys(type) }),
    ...(code !== undefined && { code: redactKeys(code) }),
    ...(param !== undefined && { param: redactKeys(param) }),
    ...(message !== undefined && { message: redactKeys(message) }),
  };
}

function fieldsOf(value: unknown, depth: number): OpenAIErrorFields {
  if (depth > MAX_DEPTH) return {};
  if (typeof value === 'string') return fromText(value, depth);
  if (typeof value !== 'object' || value === null) return {};
  return Array.isArray(value) ? fromList(value, depth) : fromObject(normalized(value), depth, PARAMETERS);
}

function fromText(value: string, depth: number): OpenAIErrorFields {
  const text = value.replace(/^\uFEFF/, '').trim();
  const json = jsonIn(text);
  if (json !== undefined) {
    try {
      const said = fieldsOf(JSON.parse(json), depth + 1);
      if (said.message !== undefined) return said;
    } catch {
      // Cut short or not JSON after all: then it is as good as any text.
    }
  }
  return messageOfText(text);
}

/** Of one problem what it says; several in one message, each by its place. */
function fromList(list: readonly unknown[], depth: number): OpenAIErrorFields {
  const problems = list
    .slice(0, MAX_PROBLEMS)
    .map((entry) => (isFields(entry) ? fromObject(normalized(entry), depth + 1, PLACES) : fieldsOf(entry, depth + 1)))
    .filter(({ message }) => message !== undefined);
  const [first = {}, ...others] = problems;
  if (others.length === 0) return first;
  return { ...first, message: problems.map(listed).join('; ') };
}

function listed({ param, message }: OpenAIErrorFields): string {
  return param === undefined ? `${message}` : `${param}: ${message}`;
}

function fromObject(fields: Fields, depth: number, places: readonly string[]): OpenAIErrorFields {
  const own = ownFields(fields, places);
  const error = fields.get('error');
  const inner = typeof error === 'string' ? {} : fieldsOf(error, depth + 1);
  if (inner.message !== undefined) return { ...own, ...inner };
  const said = firstSaid(fields, MESSAGES, depth);
  const problems = problemsOf(fields, depth);
  const text = typeof error === 'string' && error !== '' ? error : undefined;
  const rest = { ...own, ...inner };
  if (said.message !== undefined || problems.message !== undefined) {
    const code = text !== undefined && CODE.test(text) ? { code: text } : {};
    return { ...code, ...rest, ...problems, ...said, message: together(said.message, problems.message) };
  }
  const fault = fieldsOf(fields.get('fault'), depth + 1);
  if (fault.message !== undefined) return { ...rest, ...fault };
  return { ...rest, ...(text === undefined ? firstSaid(fields, LAST_MESSAGES, depth) : fromText(text, depth + 1)) };
}

/** `errors`, or `detail` whatever it is: both may say more than the message beside them. */
function problemsOf(fields: Fields, depth: number): OpenAIErrorFields {
  let wordless: OpenAIErrorFields = {};
  for (const name of ['errors', 'detail', 'details']) {
    const value = fields.get(name);
    const said = fieldsOf(value, depth + 1);
    if (said.message !== undefined) return said;
    wordless = { ...said, ...wordless };
    // `{"input": ["is required"]}`: the problems of each field under its name.
    if (name === 'errors' && isFields(value)) {
      const byField = Object.entries(value)
        .slice(0, MAX_PROBLEMS)
        .map(([field, of]) => ({ field, message: textIn(of) }));
      const found = fromList(byField, depth + 1);
      if (found.message !== undefined) return found;
    }
  }
  return wordless;
}

function together(said: string | undefined, problems: string | undefined): string {
  if (said === undefined || problems === undefined) return said ?? problems ?? '';
  return said.includes(problems) ? said : `${said}${/[.:!?]$/.test(said) ? '' : ':'} ${problems}`;
}

function firstSaid(fields: Fields, names: readonly string[], depth: number): OpenAIErrorFields {
  for (const name of names) {
    const value = fields.get(name);
    const text = textOf(value);
    if (text !== undefined) return { message: text };
    // `{"message": {"message": …}}`, or a list of sentences.
    const said = fieldsOf(value, depth + 1);
    if (said.message !== undefined) return said;
  }
  return {};
}

function ownFields(fields: Fields, places: readonly string[]): OpenAIErrorFields {
  const status = fields.get('status');
  // Google names the kind of an error there: `INVALID_ARGUMENT`.
  const type =
    textOf(fields.get('type')) ?? (typeof status === 'string' && /^[A-Z_]+$/.test(status) ? status : undefined);
  const code = CODES.map((name) => textOf(fields.get(name))).find((text) => text !== undefined);
  const param = places.map((name) => fieldPath(fields.get(name))).find((path) => path !== undefined);
  return {
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
  };
}

/** An object by the names of its fields less case, underscores and hyphens: `Message`, `error_code`, `errorCode`. */
function normalized(object: object): Fields {
  const fields = new Map<string, unknown>();
  for (const name of Object.keys(object).slice(0, MAX_FIELDS)) {
    const plain = name.toLowerCase().replace(/[_-]/g, '');
    if (!fields.has(plain)) fields.set(plain, Reflect.get(object, name));
  }
  return fields;
}

/** Strings as they are, numbers written out (some proxies send `code: 400`); null, empty and anything else is absent. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textIn(value: unknown): string | undefined {
  return textOf(Array.isArray(value) ? value[0] : value);
}
