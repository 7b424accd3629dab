import { isFields } from './fields.ts';

const BACKSLASH = 92;
const COLON = 58;
const SPACE = 32;

/** Whether a JSON text has an object in which a name stands twice: `value`, which was made of it, has only one of them. */
export function hasRepeatedNames(text: string, value: unknown): boolean {
  return namesIn(text) !== namesOf(value);
}

/** Strings with a colon after them. */
function namesIn(text: string): number {
  let names = 0;
  for (let start = text.indexOf('"'); start >= 0; ) {
    let end = text.indexOf('"', start + 1);
    while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end < 0) return names;
    let next = end + 1;
    while (text.charCodeAt(next) <= SPACE) next += 1;
    if (text.charCodeAt(next) === COLON) names += 1;
    start = text.indexOf('"', end + 1);
  }
  return names;
}

function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (quote - before) % 2 === 0;
}

/** Keeps its own stack. */
function namesOf(value: unknown): number {
  let names = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const inside = waiting.pop();
    if (Array.isArray(inside)) for (const entry of inside) waiting.push(entry);
    else if (isFields(inside)) {
      for (const below of Object.values(inside)) {
        names += 1;
        waiting.push(below);
      }
    }
  }
  return names;
}
