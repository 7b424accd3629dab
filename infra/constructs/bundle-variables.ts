import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundlesDirectory } from '../build/stale-bundles.ts';
import type { BundleOptions } from './bundle.ts';

/** Where Lambda unpacks a function (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, `LAMBDA_TASK_ROOT`). */
const TASK_ROOT = '/var/task';

/** What a bundle needs in its environment at start: its `env.json`, `$DIR` being its folder. */
export function bundleVariables(
  name: string,
  { bundles = bundlesDirectory }: BundleOptions,
): Readonly<Record<string, string>> {
  const file = path.join(bundles, name, 'env.json');
  const variables: Readonly<Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'));
  return Object.fromEntries(
    Object.entries(variables).map(([variable, value]) => [variable, value.replaceAll('$DIR', TASK_ROOT)]),
  );
}
