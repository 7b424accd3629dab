/** Most characters (code points) of a caller's or OpenAI's own name or value that a message quotes. */
const QUOTED_CHARACTERS = 200;

const ELLIPSIS = '…';

/** At most `limit` characters (code points) of a text, an ellipsis at the end of one that was longer. */
export function cutText(text: string, limit = QUOTED_CHARACTERS): string {
  if (text.length <= limit) return text;
  // A character has at most two units, so a text of 20 MB costs no more than what is shown of it.
  const characters = [...text.slice(0, 2 * limit + 2)];
  return characters.length <= limit ? text : characters.slice(0, limit - 1).join('') + ELLIPSIS;
}
