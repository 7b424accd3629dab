import path from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bundlesDirectory, staleBundles } from '../build/stale-bundles.ts';
import { DeploymentError } from '../config/deployment-error.ts';

/** Where the functions' bundles are; `npm run build` puts them into `dist/functions`. */
export interface BundleOptions {
  readonly bundles?: string | undefined;
}

/** Throws one `DeploymentError` that names every function whose bundle is missing or older than its sources, and what to do. */
export function requireBundles(names: readonly string[], { bundles = bundlesDirectory }: BundleOptions): void {
  const stale = staleBundles(names, bundles);
  if (stale.length === 0) return;
  const problems = Object.entries(Object.groupBy(stale, ({ problem }) => problem)).map(
    ([problem, bundles = []]) => `${bundles.map(({ name }) => name).join(', ')} (${problem})`,
  );
  throw new DeploymentError(`Bundles are not fit to deploy: ${problems.join('; ')}. Run "npm run build".`);
}

/**
 * The very folder that the tests and the local stack run. Its hash leaves V8's compile cache out, which comes out otherwise in
 * every build: what has not changed is not deployed anew.
 */
export function bundleCode(name: string, { bundles = bundlesDirectory }: BundleOptions): lambda.Code {
  const folder = path.join(bundles, name);
  const assetHash = FileSystem.fingerprint(folder, { exclude: ['compile-cache'], extraHash: name });
  return lambda.Code.fromAsset(folder, { assetHash });
}
