import { pathToFileURL } from 'node:url';
import { endpoints } from '../../lib/endpoints.ts';
import { buildFunction } from './build-function.ts';

/** Builds every function of the endpoint table into `dist/functions/`. */
export async function buildFunctions(): Promise<void> {
  await Promise.all(endpoints.map((endpoint) => buildFunction(endpoint)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const started = performance.now();
  await buildFunctions();
  process.stdout.write(
    `Built ${endpoints.length} functions into dist/functions in ${Math.round(performance.now() - started)} ms\n`,
  );
}
