import { pathToFileURL } from 'node:url';
import { lambdaFunctions } from '../../lib/endpoints/table.ts';
import { buildFunction } from './build-function.ts';

/** Builds every function of `lib/endpoints/table.ts` into `dist/functions/`. */
export async function buildFunctions(): Promise<void> {
  await Promise.all(lambdaFunctions.map((row) => buildFunction(row)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const started = performance.now();
  await buildFunctions();
  process.stdout.write(
    `Built ${lambdaFunctions.length} functions into dist/functions in ${Math.round(performance.now() - started)} ms\n`,
  );
}
