/**
 * How deeply JSON of an upstream may be nested. What is written by hand or by a model has some ten levels; from some
 * thousands on `JSON.stringify` overflows the stack, which ends the invocation and not only the request.
 */
const DEEPEST = 256;

/** Whether a value of JSON has more levels than anything that means something. Level by level, so of any depth itself. */
export function isNestedTooDeep(value: unknown): boolean {
  let level = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    const next: object[] = [];
    for (const container of level) addContainers(container, next);
    level = next;
  }
  return false;
}

/** Copies nothing: a list may have millions of numbers. */
function addContainers(container: object, next: object[]): void {
  const values = Array.isArray(container) ? container : Object.values(container);
  for (const value of values) if (isContainer(value)) next.push(value);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
