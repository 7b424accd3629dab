import * as z from 'zod';
import { createSchema, type oas31 } from 'zod-openapi';

import type { RequestSchemas } from '../validation/request-schemas.ts';
import { plainSchemas } from './plain-schemas.ts';

type Place = 'path' | 'query' | 'header';

/** The parameters of a request, required ones first. */
export function parametersOf({ path, query, headers }: RequestSchemas): oas31.ParameterObject[] {
  return [...placed('path', path), ...placed('query', query), ...placed('header', headers)].sort(
    (left, right) => Number(right.required) - Number(left.required),
  );
}

function placed(place: Place, schema: z.ZodType | undefined): oas31.ParameterObject[] {
  return Object.entries(schema ? fieldsOf(schema) : {}).map(([name, field]) => parameter(name, field, place));
}

/** The fields of the object at the heart of a schema, whatever is done before and after it. */
function fieldsOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>;
  if (!(schema instanceof z.ZodPipe)) return {};
  const { in: before, out: after } = schema;
  return fieldsOf((after instanceof z.ZodTransform ? before : after) as z.ZodType);
}

function parameter(name: string, field: z.ZodType, place: Place): oas31.ParameterObject {
  // As it is behind the reading of the query's strings, whose own schema says nothing.
  const { schema } = createSchema(readable(field), { io: 'output', opts: { override: plainSchemas } });
  const { description, example, deprecated, ...rest } = schema as oas31.SchemaObject;
  return {
    name,
    in: place,
    required: place === 'path' || !(field instanceof z.ZodOptional || field instanceof z.ZodDefault),
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
    ...(example !== undefined && { example }),
    schema: rest,
  };
}

/** A field less the transformations that no document can show; what it says of itself is kept. */
function readable(field: z.ZodType): z.ZodType {
  const bare = withoutTransforms(field);
  const said = z.globalRegistry.get(field);
  return said === undefined || bare === field ? bare : bare.meta(said);
}

function withoutTransforms(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional) return withoutTransforms(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodDefault) return withoutTransforms(field.unwrap() as z.ZodType);
  if (!(field instanceof z.ZodPipe)) return field;
  return withoutTransforms((field.out instanceof z.ZodTransform ? field.in : field.out) as z.ZodType);
}
