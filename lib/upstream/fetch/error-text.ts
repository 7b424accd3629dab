/** By the headers of a refusal: the SDK hands these to the error that it makes, and of the body only what `JSON.parse` made of it. */
const texts = new WeakMap<object, string>();

/** Keeps the text of an error body for as long as its headers live. */
export function keepErrorText(headers: object, text: string): void {
  texts.set(headers, text);
}

/** The text of the error body that came with these headers; undefined where it was not read. */
export function errorTextOf(headers: object): string | undefined {
  return texts.get(headers);
}
