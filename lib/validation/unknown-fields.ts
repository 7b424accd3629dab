import type * as z from 'zod';

import { callersName } from './request-json.ts';
import { schemaForBody } from './sparse-object.ts';

/** More are counted alone: API Gateway passes 10,240 bytes of headers in all. */
const NAMED = 10;
/** Characters of a name in a warning. */
const LONGEST_NAME = 200;

/**
 * Warnings for the top-level fields of a checked body that its schema does not know and that go to OpenAI as they came:
 * one for each of the first ten, and one for the rest. Printable ASCII without commas, fit for a header.
 */
export function unknownFieldWarnings(schema: z.ZodType, body: unknown): string[] {
  const { names, open } = schemaForBody(schema, body);
  if (!open || typeof body !== 'object' || body === null) return [];
  const known = new Set(names);
  const unknown = Object.keys(body).filter((name) => !known.has(name));
  const warnings = unknown
    .slice(0, NAMED)
    .map((name) => `field '${headerText(callersName(name))}' sent on to OpenAI: this service does not know it`);
  const more = unknown.length - warnings.length;
  return more > 0 ? [...warnings, `${more} more unknown fields sent on to OpenAI`] : warnings;
}

/** A name in a header: percent-encoded where it is more than printable ASCII without commas and semicolons. */
function headerText(name: string): string {
  const start = name.slice(0, LONGEST_NAME).toWellFormed();
  const text = start.replaceAll(/[^\x20-\x7e]|[%,;']/g, (character) => encodeURIComponent(character));
  return text.length <= LONGEST_NAME && start.length === name.length ? text : `${text.slice(0, LONGEST_NAME)}...`;
}
