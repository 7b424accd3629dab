import { fieldsOf, jsonOrUndefined } from '../../../../lib/json/fields.ts';
import { type Exchange, readText } from '../exchange.ts';
import { invalid } from '../failures.ts';
import { readForm } from '../read-form.ts';
import { missing, wrongType } from '../validate-request.ts';

/** What a request of the Videos API says: a form's fields, `video[id]` as `video.id`, or those of its JSON. */
export interface VideoRequest {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The names of its files. */
  readonly files: readonly string[];
}

/** Reads a form, or JSON. Throws a Failure. */
export async function readVideoRequest({ request }: Exchange): Promise<VideoRequest> {
  if (!(request.headers['content-type'] ?? '').startsWith('multipart/')) {
    return { fields: fieldsOf(jsonOrUndefined(await readText(request))), files: [] };
  }
  const { fields, files } = await readForm(request);
  const named: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [, object, key] = /^([^[]+)\[([^\]]+)\]$/.exec(name) ?? [];
    if (object === undefined || key === undefined) named[name] = value;
    else named[object] = { ...fieldsOf(named[object]), [key]: value };
  }
  return { fields: named, files: files.map(({ name }) => name) };
}

/** The prompt, which may tell the stand-in what to do: `[fail]`, `[seconds=5]` until it has ended. Throws a Failure. */
export function readPrompt({ prompt }: VideoRequest['fields']) {
  if (prompt === undefined) throw missing('prompt');
  if (typeof prompt !== 'string') throw wrongType('prompt', 'a string');
  const [, seconds = '2'] = /\[seconds=(\d+(?:\.\d+)?)\]/.exec(prompt) ?? [];
  return { prompt, fails: prompt.includes('[fail]'), duration: Number(seconds) * 1000 };
}

/** One of a few texts. Throws a Failure. */
export function readChoice(name: string, value: unknown, choices: readonly string[], preset: string): string {
  if (value === undefined) return preset;
  if (typeof value === 'string' && choices.includes(value)) return value;
  const all = choices.map((choice) => `'${choice}'`).join(', ');
  throw invalid(`Invalid value: '${String(value)}'. Supported values are: ${all}.`, name, 'invalid_value');
}
