import * as z from 'zod/mini';

/** The value of a variable that has a form; `message` says which. */
export function text(form: RegExp, message: string) {
  return z.string().check(z.regex(form, message));
}
