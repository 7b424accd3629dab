import type * as z from 'zod';

/** A field of another request, description and all, where this one takes null as well. */
export function nullableField<T extends z.ZodType>(field: () => z.ZodOptional<T>) {
  return () => {
    const known = field();
    return known
      .unwrap()
      .nullable()
      .optional()
      .meta(known.meta() ?? {});
  };
}
