/** In place of the package `debug` in bundles: what a dependency would tell a developer's terminal, nobody reads there; 10 KB and 1 ms. */
// biome-ignore lint/style/noDefaultExport: the package has one.
export default function silentDebug(): () => void {
  return () => undefined;
}
