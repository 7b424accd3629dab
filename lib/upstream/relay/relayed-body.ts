import type { AdmittedBody } from '../../context/guard.ts';
import type { RelayedRequest } from '../../context/relayed-request.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import { type Fields, isFields } from '../../json/fields.ts';
import { hasRepeatedNames } from '../../json/repeated-names.ts';

/** A body that may go out. */
export interface AdmittedText {
  /** As it came where nothing had to be changed. */
  readonly text: string;
  readonly params: Fields;
}

/**
 * Has the guard admit a body that costs, and puts its ceilings in. Throws as `RequestGuard.admit` does, and `invalid_json` for what is no object,
 * or says one thing twice: what is checked has to be what OpenAI reads.
 */
export async function admitBody(
  { seen, values, text }: RelayedRequest,
  { guard }: RequestContext,
  kind: AdmittedBody,
): Promise<AdmittedText> {
  const { body } = seen;
  if (!isFields(body) || text === undefined) throw notAnObject();
  if (guard.keepsOwners && hasRepeatedNames(text, values.body)) throw ambiguous();
  const params = await guard.admit(body, kind);
  return { text: bodyText(text, values.body, params), params };
}

/** A body that costs nothing, with the ids that OpenAI may see. */
export function seenText({ seen, values, text }: RelayedRequest): string | undefined {
  return text === undefined || seen.body === values.body ? text : bodyText(text, values.body, seen.body);
}

/** The text of what a body has become: fields that were added go before the others, which stay as they were written. */
function bodyText(text: string, before: unknown, after: unknown): string {
  if (before === after || !isFields(before) || !isFields(after)) return text;
  const changed = Object.entries(after).filter(([name, value]) => value !== before[name]);
  if (changed.length === 0) return text;
  const isAdded = changed.every(([name]) => !Object.hasOwn(before, name));
  if (!isAdded) return JSON.stringify({ ...(parseExactJson(text) as Fields), ...Object.fromEntries(changed) });
  const added = JSON.stringify(Object.fromEntries(changed)).slice(1, -1);
  const start = text.indexOf('{') + 1;
  const comma = Object.keys(before).length === 0 ? '' : ',';
  return `${text.slice(0, start)}${added}${comma}${text.slice(start)}`;
}

function ambiguous(): ServiceError {
  return new ServiceError('invalid_json', {
    message: 'The request body has an object in which one name stands twice.',
    hint: 'Send each name once: programs differ in which of two they read.',
  });
}

function notAnObject(): ServiceError {
  return new ServiceError('invalid_json', { message: 'The request body is no JSON object.' });
}
