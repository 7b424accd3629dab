import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '../../infra/service-app.ts';
import { type Endpoint, endpoints as endpointTable, scheduledFunctions } from '../../lib/endpoints.ts';

const project = path.join(import.meta.dirname, '../..');

/** `cdk.json`, as CDK's command line reads it. */
export const cdkJson = JSON.parse(readFileSync(path.join(project, 'cdk.json'), 'utf8')) as {
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>> & { readonly service: Readonly<Record<string, unknown>> };
};

/** A finding of cdk-nag, or of CDK's own rules. */
export interface Finding {
  readonly ruleName: string;
  readonly severity: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** What became of the service. */
export interface Synthesis {
  readonly app: App;
  /** By the stack's id. */
  readonly templates: ReadonlyMap<string, Template>;
  /** Of every plugin, less what was acknowledged. */
  readonly findings: readonly Finding[];
}

/** Puts a bundle of one line each where the real ones would be, newer than any source. */
export function fakeBundles(folder: string, names: readonly string[]): void {
  const later = new Date(Date.now() + 3_600_000);
  for (const name of names) {
    const bundle = path.join(folder, name);
    mkdirSync(bundle, { recursive: true });
    writeFileSync(path.join(bundle, 'index.mjs'), `export const handler = () => ${JSON.stringify(name)};\n`);
    writeFileSync(path.join(bundle, 'env.json'), JSON.stringify({ NODE_COMPILE_CACHE: '$DIR/compile-cache', FLAG: '1' }));
    utimesSync(path.join(bundle, 'env.json'), later, later);
  }
}

/**
 * Synthesises the whole service in this process as `cdk.json` has it, with these keys of the deployment and these rows in
 * place of its own. Takes a second or two: once for each test file.
 */
export function synthesize(
  service: Readonly<Record<string, unknown>> = {},
  endpoints: readonly Endpoint[] = endpointTable,
): Synthesis {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'service-app-'));
  try {
    const bundles = path.join(folder, 'bundles');
    const outdir = path.join(folder, 'cdk.out');
    fakeBundles(bundles, [...endpoints, ...scheduledFunctions].map(({ name }) => name));
    const context = { ...cdkJson.context, service: { ...cdkJson.context.service, ...service } };
    const app = buildApp(context, { endpoints, bundles, outdir });
    const { stacks } = app.synth();
    const report = JSON.parse(readFileSync(path.join(outdir, 'validation-report.json'), 'utf8'));
    const templates = new Map(stacks.map(({ id, template }) => [id, Template.fromJSON(template)]));
    return { app, templates, findings: report.pluginReports.flatMap(({ violations }: { violations: Finding[] }) => violations) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
