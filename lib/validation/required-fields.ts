import type * as z from 'zod';
import { fieldsOf } from '../json/fields.ts';
import { explain } from './problem-text.ts';

/** Adds an issue for each of these fields that a body lacks: the fields of a sparse object are all optional. */
export function requireFields(
  body: unknown,
  context: z.core.$RefinementCtx,
  required: Readonly<Record<string, string>>,
): void {
  const fields = fieldsOf(body);
  for (const [name, hint] of Object.entries(required)) {
    if (fields[name] === undefined)
      context.addIssue({ code: 'custom', path: [name], message: explain(`'${name}' is required`, hint) });
  }
}
