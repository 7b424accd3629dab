/** The control character made for this (ASCII "unit separator"): no message or hint contains it. */
const SEPARATOR = '\u001f';

/** What a problem says, and what to do about it. */
interface ProblemText {
  readonly message: string;
  readonly hint: string;
}

/**
 * A zod `error` that carries message and hint: zod's issues have room for one string only, and the checks that keep
 * their bounds visible to an OpenAPI generator (`min`, `max`, `enum`) take nothing else.
 */
export function explain(message: string, hint: string): string {
  return `${message}${SEPARATOR}${hint}`;
}

/** The two halves of an `explain`ed error; undefined for a message of zod's own, which callers never get to see. */
export function explained(text: string): ProblemText | undefined {
  const at = text.indexOf(SEPARATOR);
  return at < 0 ? undefined : { message: text.slice(0, at), hint: text.slice(at + 1) };
}
