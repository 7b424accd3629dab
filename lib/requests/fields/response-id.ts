import * as z from 'zod';

import { explain } from '../problem-text.ts';

/** OpenAI's IDs are shorter; the bound and the letters keep what a caller sends fit for a path and a key in S3. */
const FORM = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * The ID of a response, as the path gives it.
 *
 * @param hint what to say to an ID of another form
 */
export function responseIdField(
  hint = "Give the 'id' of a response, like 'resp_abc123': letters, digits, '_' and '-', at most 128",
) {
  const error = explain('Invalid response ID format', hint);
  return z.string({ error }).regex(FORM, { error }).meta({ description: "The response's ID.", example: 'resp_abc123' });
}
