import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';

/**
 * OpenAI's IDs are shorter and plainer than those that other gateways make. `.` and `..` would be another path: nothing in a URL
 * can keep them from it.
 */
const FORM = /^(?!\.{1,2}$)[A-Za-z0-9_=.-]{1,512}$/;

/**
 * The ID of a response, as the path gives it.
 *
 * @param hint what to say to an ID of another form
 */
export function responseIdField(
  hint = "Give the 'id' of a response, like 'resp_abc123': letters, digits, '_', '-', '.' and '=', at most 512",
) {
  const error = explain('Invalid response ID format', hint);
  return z.string({ error }).regex(FORM, { error }).meta({ description: "The response's ID.", example: 'resp_abc123' });
}
