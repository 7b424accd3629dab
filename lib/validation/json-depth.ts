const QUOTE = 34;
const BACKSLASH = 92;
const [OPENED_LIST, CLOSED_LIST, OPENED_MAP, CLOSED_MAP] = [91, 93, 123, 125];

/** Whether a JSON text is nested deeper than so many levels. Looks at every character once; of text that is no JSON it says anything. */
export function isDeeperThan(levels: number, text: string): boolean {
  if (text.length <= levels) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPENED_LIST || code === OPENED_MAP) {
      depth += 1;
      if (depth > levels) return true;
    } else if (code === CLOSED_LIST || code === CLOSED_MAP) depth -= 1;
  }
  return false;
}

/** Where the string that begins at a quote ends; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
