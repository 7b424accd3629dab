import type { AdmittedBody } from '../../context/guard.ts';
import type { RelayedRequest, SentForm } from '../../context/relayed-request.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import { type Fields, isFields } from '../../json/fields.ts';
import { hasRepeatedNames } from '../../json/repeated-names.ts';
import { addFields } from '../../multipart/add-fields.ts';
import type { SentBody } from '../send-once.ts';

/** A body that may go out. */
export interface AdmittedRequest {
  /** As it came where nothing had to be changed. */
  readonly body: SentBody;
  readonly params: Fields;
}

const JSON_TYPE = 'application/json';

/**
 * Has the guard admit a body that costs, and puts its ceilings in. Throws as `RequestGuard.admit` does, and `invalid_json` for what is no object,
 * or says one thing twice: what is checked has to be what OpenAI reads.
 */
export async function admitBody(
  request: RelayedRequest,
  { guard }: RequestContext,
  kind: AdmittedBody,
): Promise<AdmittedRequest> {
  const { seen, values, form } = request;
  const { body } = seen;
  const { text } = values;
  if (!isFields(body) || (text === undefined && form === undefined)) throw notAnObject();
  checkNames(request, guard);
  const params = await guard.admit(body, kind);
  if (form) return { body: formBody(form, values.body, params), params };
  return { body: { content: bodyText(text ?? '', values.body, params), contentType: JSON_TYPE }, params };
}

/** A body that costs nothing, with the ids that OpenAI may see. Throws `invalid_json` as `admitBody` does. */
export function seenBody(request: RelayedRequest, { guard }: RequestContext): SentBody | undefined {
  checkNames(request, guard);
  const { seen, values } = request;
  const { text } = values;
  if (text === undefined) return undefined;
  return { content: seen.body === values.body ? text : bodyText(text, values.body, seen.body), contentType: JSON_TYPE };
}

/** What access looks at has to be what OpenAI reads. */
function checkNames({ values }: RelayedRequest, { keepsOwners }: RequestContext['guard']): void {
  const { text } = values;
  if (!keepsOwners || text === undefined || !hasRepeatedNames(text, values.body)) return;
  throw new ServiceError('invalid_json', {
    message: 'The request body has an object in which one name stands twice.',
    hint: 'Send each name once: programs differ in which of two they read.',
  });
}

/** A form with the ceilings that were put in. Of ids that its sender may not know, it cannot be rid. */
function formBody({ bytes, contentType }: SentForm, before: unknown, after: Fields): SentBody {
  if (before === after) return { content: bytes, contentType };
  const changed = Object.entries(after).filter(([name, value]) => !isFields(before) || value !== before[name]);
  const isAdded = changed.every(([name]) => isFields(before) && !Object.hasOwn(before, name));
  if (!isAdded) throw new ServiceError('object_not_found', { parameter: changed[0]?.[0] });
  const fields = Object.fromEntries(changed.map(([name, value]) => [name, String(value)]));
  return { content: addFields(bytes, contentType, fields), contentType };
}

/** The text of what a body has become: fields that were added go before the others, which stay as they were written. */
function bodyText(text: string, before: unknown, after: unknown): string {
  if (before === after || !isFields(before) || !isFields(after)) return text;
  const changed = Object.entries(after).filter(([name, value]) => value !== before[name]);
  if (changed.length === 0) return text;
  const isAdded = changed.every(([name]) => !Object.hasOwn(before, name));
  if (!isAdded) return JSON.stringify(withChanges(parseExactJson(text), before, after));
  const added = JSON.stringify(Object.fromEntries(changed)).slice(1, -1);
  const start = text.indexOf('{') + 1;
  const comma = Object.keys(before).length === 0 ? '' : ',';
  return `${text.slice(0, start)}${added}${comma}${text.slice(start)}`;
}

function notAnObject(): ServiceError {
  return new ServiceError('invalid_json', { message: 'The request body is no JSON object.' });
}

/** The exact value of a body, with what has changed between two readings of it: numbers that have not keep their digits. */
function withChanges(exact: unknown, before: unknown, after: unknown): unknown {
  if (before === after) return exact;
  if (Array.isArray(exact) && Array.isArray(before) && Array.isArray(after))
    return after.map((value, index) => withChanges(exact[index], before[index], value));
  if (!isFields(exact) || !isFields(before) || !isFields(after)) return after;
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, withChanges(exact[name], before[name], value)]),
  );
}
