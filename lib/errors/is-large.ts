/** What OpenAI says of a failure is short; a frame with more than this is made of what of it is known. */
const LARGE_CHARACTERS = 16_384;

/** Whether what OpenAI said of a failure is too much to be forwarded as it is. */
export function isLarge(error: object): boolean {
  return JSON.stringify(error).length > LARGE_CHARACTERS;
}
