import { pathToFileURL } from 'node:url';
import { lambdaFunctions } from '../../lib/endpoints/table.ts';
import { staleBundles } from './stale-bundles.ts';

/** Builds every function, unless all bundles are newer than their sources. */
export async function buildIfStale(): Promise<void> {
  if (staleBundles(lambdaFunctions.map(({ name }) => name)).length === 0) return;
  const { buildFunctions } = await import('./main.ts');
  await buildFunctions();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildIfStale();
