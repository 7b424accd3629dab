import * as z from 'zod';
import { createSchema, type oas31 } from 'zod-openapi';

import type { Endpoint } from '../endpoints/table.ts';
import { plainSchemas } from './plain-schemas.ts';

/** Fields of a request that come as a header, not in the query (`lib/http/endpoint.ts`). */
const HEADERS = new Set(['last-event-id']);

/** The parameters of an endpoint that takes no body, and those in the path of any. */
export function parametersOf({ paths, takes }: Endpoint, request: z.ZodType): oas31.ParameterObject[] {
  const places = new Set([...paths.service.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  return Object.entries(fieldsOf(request))
    .map(([name, field]) => parameter(name, field, places.has(name) ? 'path' : HEADERS.has(name) ? 'header' : 'query'))
    .filter((described) => takes === 'nothing' || described.in === 'path')
    .sort((left, right) => Number(right.required) - Number(left.required));
}

/** Header parameters, of an object with a field for each. */
export function headerParameters(headers: z.ZodObject): oas31.ParameterObject[] {
  return Object.entries(headers.shape).map(([name, field]) => parameter(name, field as z.ZodType, 'header'));
}

/** The fields of the object at the heart of a schema, whatever is done before and after it. */
function fieldsOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>;
  if (!(schema instanceof z.ZodPipe)) return {};
  const { in: before, out: after } = schema;
  return fieldsOf((after instanceof z.ZodTransform ? before : after) as z.ZodType);
}

function parameter(name: string, field: z.ZodType, place: 'path' | 'query' | 'header'): oas31.ParameterObject {
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
