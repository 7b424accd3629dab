/**
 * Whether a name fits a pattern, in which `*` stands for any characters, none too, and everything else for itself. Takes the parts
 * between the stars from left to right, each as early as it can: no more looks than characters times parts, whatever the pattern.
 */
export function fitsPattern(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/** Whether a name fits any of the patterns; without a list, every name does. */
export function isAllowed(name: string, patterns: readonly string[] | undefined): boolean {
  return patterns === undefined || patterns.some((pattern) => fitsPattern(name, pattern));
}
