// Keys as OpenAI quotes them: `sk-…` whole, shortened or starred. "task-force" is no key, so nothing may precede it.
const KEY = /(?<![A-Za-z0-9])sk-[\w*…-]+(?:\.+[\w*…-]+)*/g;

// A key of any other form (a typo, another vendor's) is known only by its place in OpenAI's sentence.
const QUOTED_KEY = /(API key provided: )(?:.*?)(?=\.?(?:\s|$))/gi;

/** `text` with every OpenAI key in it, whole or partly starred, replaced by `[redacted]`. */
export function redactKeys(text: string): string {
  return text.replace(QUOTED_KEY, '$1[redacted]').replace(KEY, '[redacted]');
}
