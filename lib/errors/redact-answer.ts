import { type Fields, fieldsOf, isFields } from '../json/fields.ts';
import { redactKeys } from './redact-keys.ts';

/** Some gateways put what they were told into `error.metadata.raw`; nobody goes further. */
const DEEPEST = 8;

/**
 * An answer or an event with the keys redacted that its errors repeat: in `error`, that of its response, and those of its
 * items (an MCP server's refusal, say). What a model has written stays as it is. The value itself where there are none.
 */
export function redactAnswer<T extends object>(value: T): T {
  const before = fieldsOf(value);
  const { error, item, response, output } = before;
  if (!error && !item && !response && !output) return value;
  const redacted: Fields = {
    error: redactError(error),
    item: isFields(item) ? redactAnswer(item) : item,
    response: isFields(response) ? redactAnswer(response) : response,
    output: Array.isArray(output) ? redactItems(output) : output,
  };
  const changed = Object.entries(redacted).filter(([name, field]) => field !== before[name]);
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

/** The list itself where nothing of it changes. */
function redactItems(items: readonly unknown[]): readonly unknown[] {
  let redacted: unknown[] | undefined;
  // Without a copy of the list: it may have millions of numbers.
  for (const [index, item] of items.entries()) {
    if (!isFields(item)) continue;
    const error = redactError(item.error);
    if (error === item.error) continue;
    redacted ??= [...items];
    redacted[index] = { ...item, error };
  }
  return redacted ?? items;
}

/** The texts of an error, wherever they stand in it; itself where nothing of it changes. */
function redactError(error: unknown, depth = 0): unknown {
  if (typeof error === 'string') return redactKeys(error);
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return error;
  const changed = Object.entries(error).flatMap(([name, value]) => {
    const redacted = redactError(value, depth + 1);
    return redacted === value ? [] : [[name, redacted]];
  });
  if (changed.length === 0) return error;
  return Object.assign(Array.isArray(error) ? [...error] : { ...error }, Object.fromEntries(changed));
}
