import * as z from 'zod';
import { fieldsOf, isFields } from '../json/fields.ts';

import { nearestName } from './nearest-name.ts';

/** A field that a body may leave out. */
export type OptionalField = z.ZodOptional;

type Shape<F extends Fields> = { [K in keyof F]: ReturnType<F[K]> };
type Fields = Readonly<Record<string, () => OptionalField>>;

/** A rule over several fields: adds its own issues. */
type Rules = (body: unknown, context: z.core.$RefinementCtx) => void;

interface Sparse {
  readonly names: readonly string[];
  readonly schemaFor: (names: readonly string[]) => z.ZodType;
}

const sparseSchemas = new WeakMap<z.ZodType, Sparse>();

/** Callers send few different sets of fields; beyond this many the memory is the larger cost. */
const REMEMBERED = 64;

/**
 * An object that refuses fields whose name is near a known one, and lets other unknown ones through: OpenAI adds fields, and is
 * the judge of them. Its field schemas are made when a body first has the field: making every schema of a text request
 * takes 10 to 13 ms in a cold process, and a short request needs few of them: measured from import to the first parsed
 * request, 8 ms instead of 13.
 *
 * As a zod schema (for types, OpenAPI) it is the whole object; `parseRequest` parses with the fields at hand.
 *
 * @param fields the schema of each field; all are optional, since what a body lacks is never looked at
 * @param rules run whatever else is wrong with the body, so that all problems come at once
 *
 * @example
 * const schema = sparseObject({ input: () => z.string().optional(), user: () => z.string().optional() }, () => undefined);
 * parseRequest(schema, { input: 'Hi', usr: 'me' }); // throws: Did you mean 'user'?
 */
export function sparseObject<const F extends Fields>(
  fields: F,
  rules: Rules,
): z.ZodLazy<z.ZodObject<Shape<F>, z.core.$strict>> {
  const made = new Map<string, z.ZodType>();
  const objects = new Map<string, z.ZodType>();
  const names = Object.keys(fields);

  function field(name: string): z.ZodType | undefined {
    const schema = made.get(name) ?? fields[name]?.();
    if (schema) made.set(name, schema);
    return schema;
  }
  function objectOf(wanted: readonly string[]) {
    const shape = Object.fromEntries(wanted.map((name) => [name, field(name)]));
    const whenObject = { when: ({ value }: { readonly value: unknown }) => isFields(value) };
    const open = z
      .looseObject(shape as Shape<F>)
      .superRefine(refuseSlips, whenObject)
      .superRefine(rules, whenObject);
    // Strict in its type: what is let through is not for this service to read.
    return open as z.ZodObject<Shape<F>, z.core.$strict>;
  }
  function refuseSlips(body: unknown, context: z.core.$RefinementCtx): void {
    const unknown = Object.keys(fieldsOf(body)).filter((name) => !Object.hasOwn(fields, name));
    const keys = unknown.filter((name) => nearestName(name, names) !== undefined);
    if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, path: [], input: fieldsOf(body) });
  }
  function schemaFor(wanted: readonly string[]): z.ZodType {
    const known = wanted.filter((name) => Object.hasOwn(fields, name));
    const key = known.join();
    const object = objects.get(key) ?? objectOf(known);
    if (objects.size >= REMEMBERED) objects.clear();
    objects.set(key, object);
    return object;
  }

  const schema = z.lazy(() => objectOf(names));
  sparseSchemas.set(schema, { names, schemaFor });
  return schema;
}

interface SchemaForBody {
  readonly schema: z.ZodType;
  /** The known fields: one of them is suggested for a name that is near it. */
  readonly names: readonly string[];
  /** Whether fields that are not known go through. */
  readonly open: boolean;
}

/** The schema to parse one body with, and the fields that it knows. */
export function schemaForBody(schema: z.ZodType, body: unknown): SchemaForBody {
  const sparse = sparseSchemas.get(schema);
  if (sparse)
    return { schema: sparse.schemaFor(isFields(body) ? Object.keys(body) : []), names: sparse.names, open: true };
  return { schema, names: schema instanceof z.ZodObject ? Object.keys(schema.shape) : [], open: false };
}
