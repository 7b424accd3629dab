import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const project = path.join(import.meta.dirname, '../../..');
const run = promisify(execFile);
/** Nothing listens there: whatever would go over the network is refused at once. */
const NOWHERE = 'http://127.0.0.1:9';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'synth-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** CDK's command line, on a machine without credentials, without a home and without a network. */
function synth(...options: readonly string[]) {
  const script = path.join(project, 'node_modules/aws-cdk/bin/cdk');
  const proxies = { HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, AWS_EC2_METADATA_DISABLED: 'true' };
  const env = { PATH: process.env.PATH ?? '', HOME: folder, ...proxies };
  return run(process.execPath, [script, 'synth', '--quiet', '--output', path.join(folder, 'cdk.out'), ...options], {
    cwd: project,
    env,
  });
}

it('makes every template and asset from the built bundles, without credentials and without a network, in 30 s', async () => {
  const started = performance.now();
  await synth();
  const seconds = (performance.now() - started) / 1000;
  const assembly = path.join(folder, 'cdk.out');
  const templates = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const bundles = readdirSync(assembly).filter((name) => name.startsWith('asset.'));
  expect(seconds).toBeLessThan(30);
  expect(templates.length).toBeGreaterThan(5);
  expect(bundles.map((name) => readFileSync(path.join(assembly, name, 'index.mjs')).length > 0)).not.toContain(false);
}, 60_000);

it('says on one line what is wrong with a deployment, and makes nothing', async () => {
  await expect(synth('-c', 'pollers=many', '-c', 'stagee=prod')).rejects.toMatchObject({
    stderr: expect.stringMatching(
      /^The deployment .* is not usable: stagee is no key of a deployment; pollers wants a whole number from 1 to 256\.\n/,
    ),
  });
}, 60_000);
