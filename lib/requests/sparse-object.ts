import * as z from 'zod';

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
 * A strict object whose field schemas are made when a body first has the field. Making every schema of a text request
 * takes 10 to 13 ms in a cold process, and a short request needs few of them: measured from import to the first parsed
 * request, 8 ms instead of 13.
 *
 * As a zod schema (for types, OpenAPI) it is the whole object; `parseRequest` parses with the fields at hand.
 *
 * @param fields the schema of each field; all are optional, since what a body lacks is never looked at
 * @param rules run whatever else is wrong with the body, so that all problems come at once
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
    return z.strictObject(shape as Shape<F>).superRefine(rules, { when: ({ value }) => isObject(value) });
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

/** The schema to parse one body with, and the fields to suggest for one that is not known. */
export function schemaForBody(schema: z.ZodType, body: unknown): { schema: z.ZodType; names: readonly string[] } {
  const sparse = sparseSchemas.get(schema);
  if (sparse) return { schema: sparse.schemaFor(isObject(body) ? Object.keys(body) : []), names: sparse.names };
  return { schema, names: schema instanceof z.ZodObject ? Object.keys(schema.shape) : [] };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
