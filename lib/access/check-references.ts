import { createHash, randomBytes } from 'node:crypto';
import type { AccessSettings } from '../config/access-settings.ts';
import type { RequestValues } from '../context/guard.ts';
import type { Principal } from '../context/principal.ts';
import { RelayedRefusal } from '../errors/relayed-refusal.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Table } from '../storage/table/table.ts';
import { isOf, ownersOf } from './owners.ts';
import { referencesIn } from './references.ts';
import { withValue } from './with-value.ts';

/** Whose request is checked, and how. */
export interface ReferenceCheck {
  readonly settings: Pick<AccessSettings, 'unowned'>;
  readonly table: Table;
  readonly principal: Principal;
}

/** Ids that stand for somebody else's. */
export interface Disguise {
  /** An error as it would be of the ids that the caller has sent. */
  readonly lift: (error: unknown) => unknown;
}

/** A request whose every id may go to OpenAI. */
export interface CheckedReferences {
  readonly values: RequestValues;
  readonly disguise: Disguise;
}

/** Parameters of paths that name no object of anybody's. */
const NAMES = new Set(['model', 'file']);

/** Different in each container: nobody can have OpenAI make an object under such an id. */
let salt: Buffer | undefined;

/**
 * Looks up every id of a request. Where objects that nobody has made here are refused, somebody else's and what never existed are the
 * same: 404, after the same look. Where those are let through, somebody else's id goes to OpenAI as one that does not exist, and its
 * refusal comes back under the id that was sent. Throws a `ServiceError` `object_not_found`.
 */
export async function checkReferences(
  values: RequestValues,
  { settings, table, principal }: ReferenceCheck,
): Promise<CheckedReferences> {
  const references: readonly Named[] = [
    ...pathReferences(values.path),
    ...referencesIn(values.body).map((reference) => ({ ...reference, path: ['body', ...reference.path] })),
  ];
  if (references.length === 0) return { values, disguise: { lift: (error) => error } };
  const owners = await ownersOf(
    table,
    references.map(({ id }) => id),
    principal,
  );
  const hidden = new Map<string, string>();
  let seen = values;
  for (const { id, parameter, path } of references) {
    const owner = owners.get(id);
    if (owner ? isOf(principal, owner) : settings.unowned === 'allow') continue;
    if (settings.unowned === 'deny') throw notFound(parameter, path[0] === 'body');
    const other = hidden.get(id) ?? madeUp(id);
    hidden.set(id, other);
    seen = withValue(seen, path, other);
  }
  if (hidden.size === 0) return { values, disguise: { lift: (error) => error } };
  return { values: seen, disguise: { lift: (error) => lifted(error, hidden) } };
}

/** An id, and where it stands. */
interface Named {
  readonly id: string;
  readonly parameter: string;
  /** From the request's values on. */
  readonly path: readonly (string | number)[];
}

function pathReferences(path: RequestValues['path']): Named[] {
  return Object.entries(path).flatMap(([parameter, id]) =>
    NAMES.has(parameter) ? [] : [{ id, parameter, path: ['path', parameter] }],
  );
}

/** The same bytes for what is somebody else's and for what never was: not even the id is repeated. */
function notFound(parameter: string, isInBody: boolean): ServiceError {
  const message = isInBody ? `There is no such object as ${parameter} names.` : undefined;
  return new ServiceError('object_not_found', { parameter, message });
}

/** An id of the same form, which OpenAI does not have. */
function madeUp(id: string): string {
  const [, prefix = '', rest = ''] = /^(.*?[_-])?(.*)$/s.exec(id) ?? [];
  salt ??= randomBytes(16);
  let digits = '';
  for (let round = 0; digits.length < rest.length; round += 1)
    digits += createHash('sha256').update(salt).update(`${round} ${id}`).digest('hex');
  return prefix + digits.slice(0, rest.length);
}

function lifted(error: unknown, hidden: ReadonlyMap<string, string>): unknown {
  if (!(error instanceof ServiceError)) return error;
  const real = (text: string | undefined) => {
    let shown = text;
    for (const [id, other] of hidden) shown = shown?.replaceAll(other, id);
    return shown;
  };
  const { openaiError, message, hint, ...rest } = error;
  const shown = new ServiceError(error.code, {
    ...rest,
    message: real(error.message),
    hint: real(hint),
    cause: error.cause,
    ...(openaiError && {
      openaiError: {
        ...openaiError,
        ...(openaiError.message !== undefined && { message: real(openaiError.message) ?? '' }),
      },
    }),
  });
  // Its bytes say the id that was sent, as they would of one that nobody has.
  return error instanceof RelayedRefusal ? error.under(shown, (text) => real(text) ?? '') : shown;
}
