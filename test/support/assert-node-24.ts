/** Runs before all tests: the functions run on Node 24, and what passes on another one proves nothing. */
export function setup(): void {
  if (process.versions.node.startsWith('24.')) return;
  throw new Error(`The tests run on Node 24 and this is ${process.version}: start them with "npm test".`);
}
