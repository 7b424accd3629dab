import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staleBundles } from '../../../infra/build/stale-bundles.ts';
import { DeploymentError } from '../../../infra/config/deployment-error.ts';
import { bundleCode } from '../../../infra/constructs/bundle.ts';
import { buildApp } from '../../../infra/service-app.ts';
import { lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { contextWith } from '../../support/fake-service.ts';
import { fakeBundles } from './synthesize.ts';

const names = lambdaFunctions.map(({ name }) => name);
let bundles: string;

beforeEach(() => {
  bundles = mkdtempSync(path.join(os.tmpdir(), 'bundles-'));
  fakeBundles(bundles, names);
});

afterEach(() => rmSync(bundles, { recursive: true }));

function age(name: string): void {
  utimesSync(path.join(bundles, name, 'env.json'), new Date(1000), new Date(1000));
}

function problem(): Error {
  try {
    buildApp(contextWith({}), { bundles, outdir: path.join(bundles, 'cdk.out') });
  } catch (error) {
    return error as Error;
  }
  throw new Error('The app was built');
}

describe('bundles', () => {
  it('are fit to deploy when all are newer than their sources', () => {
    expect(staleBundles(names, bundles)).toEqual([]);
  });

  it('are not when one is missing, which the error names', () => {
    rmSync(path.join(bundles, 'stream-text'), { recursive: true });
    const error = problem();
    expect(error).toBeInstanceOf(DeploymentError);
    expect(error.message).toBe('Bundles are not fit to deploy: stream-text (missing). Run "npm run build".');
  });

  it('are not when a build was broken off before it was complete', () => {
    rmSync(path.join(bundles, 'health', 'env.json'));
    expect(staleBundles(names, bundles)).toEqual([{ name: 'health', problem: 'missing' }]);
  });

  it('are not when one is older than a source, which the error names with it', () => {
    age('health');
    age('create-text');
    expect(problem().message).toMatch(
      /^Bundles are not fit to deploy: create-text, health \(older than \S+\)\. Run "npm run build"\.$/,
    );
  });

  it('are all named in one message, whatever is wrong with each', () => {
    age('health');
    rmSync(path.join(bundles, 'create-text'), { recursive: true });
    expect(problem().message).toMatch(/: create-text \(missing\); health \(older than \S+\)\. /);
  });
});

describe('the asset of a bundle', () => {
  const assetOf = (name: string) => {
    const stack = new Stack();
    const { s3Location } = bundleCode(name, { bundles }).bind(stack);
    return s3Location?.objectKey;
  };
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(bundles, 'health', file)), { recursive: true });
    writeFileSync(path.join(bundles, 'health', file), text);
  };

  it('is another one when the bundle has changed', () => {
    const before = assetOf('health');
    write('index.mjs', 'export const handler = () => 2;');
    expect(assetOf('health')).not.toBe(before);
  });

  it('stays the same when a build has only filled the compile cache anew', () => {
    const before = assetOf('health');
    write('compile-cache/v24/1', 'otherwise');
    expect(assetOf('health')).toBe(before);
  });
});
