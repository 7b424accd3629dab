/**
 * How deeply JSON of an upstream may be nested. What is written by hand or by a model has some ten levels; from some
 * thousands on `JSON.stringify` overflows the stack, which ends the invocation and not only the request.
 */
const DEEPEST = 256;

/** Whether a value of JSON has more levels than anything that means something. Level by level, so of any depth itself. */
export function isNestedTooDeep(value: unknown): boolean {
  let level = containersIn([value]);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
  return false;
}

function containersIn(values: readonly unknown[]): object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}
