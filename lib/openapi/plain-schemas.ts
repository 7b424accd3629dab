import type { ZodOpenApiOverride } from 'zod-openapi';

/**
 * Takes out what zod says of its own accord and OpenAPI's readers cannot use: that every integer is one that JavaScript holds
 * exactly, and `starts_with` as a format, which stands beside the pattern that says it.
 */
export const plainSchemas: ZodOpenApiOverride = ({ jsonSchema }) => {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
};
