import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '../../../infra/service-app.ts';
import { type Endpoint, endpoints as endpointTable, scheduledFunctions } from '../../../lib/endpoints/table.ts';
import { contextWith, flat, type Resource, resourcesOf } from '../../support/fake-service.ts';

/** A finding of cdk-nag or of CDK's own rules, in `validation-report.json`. */
export interface Finding {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** What became of the service. */
export interface Synthesis {
  readonly app: App;
  /** By the stack's id. */
  readonly templates: ReadonlyMap<string, Template>;
  /** Of the nested stacks, by their files. */
  readonly nested: ReadonlyMap<string, Template>;
  /** Less what was acknowledged. */
  readonly findings: readonly Finding[];
}

export interface SynthesisOptions {
  readonly endpoints?: readonly Endpoint[];
  /** Changes the app before it is synthesised. */
  readonly alter?: (app: App) => void;
}

/** What the fake bundles want in their environment. */
export const FAKE_ENVIRONMENT = { NODE_COMPILE_CACHE: '$DIR/compile-cache', ELSEWHERE: '$DIR:$DIR/lib' };

/** Puts bundles of one line each where the real ones would be, all of them newer than any source. */
export function fakeBundles(folder: string, names: readonly string[]): void {
  const later = new Date(Date.now() + 3_600_000);
  for (const name of names) {
    const bundle = path.join(folder, name);
    mkdirSync(bundle, { recursive: true });
    writeFileSync(path.join(bundle, 'index.mjs'), `export const handler = () => ${JSON.stringify(name)};\n`);
    writeFileSync(path.join(bundle, 'env.json'), JSON.stringify(FAKE_ENVIRONMENT));
    utimesSync(path.join(bundle, 'env.json'), later, later);
  }
}

/**
 * Synthesises the whole service in this process as `cdk.json` has it, with these keys of the deployment in place of its own.
 * Throws what CDK throws, findings of cdk-nag included. It takes half a second: once for each test file.
 */
export function synthesize(
  service: Readonly<Record<string, unknown>> = {},
  { endpoints = endpointTable, alter }: SynthesisOptions = {},
): Synthesis {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'service-app-'));
  try {
    const bundles = path.join(folder, 'bundles');
    const outdir = path.join(folder, 'cdk.out');
    const names = [...endpoints, ...scheduledFunctions].map(({ name }) => name);
    fakeBundles(bundles, names);
    const app = buildApp(contextWith(service), { endpoints, bundles, outdir });
    alter?.(app);
    const { stacks } = app.synth();
    const templates = new Map(stacks.map(({ id, template }) => [id, Template.fromJSON(template)]));
    const files = readdirSync(outdir).filter((file) => file.endsWith('.nested.template.json'));
    const nested = new Map(
      files.map((file) => [file, Template.fromString(readFileSync(path.join(outdir, file), 'utf8'))] as const),
    );
    const report = readFileSync(path.join(outdir, 'validation-report.json'), 'utf8');
    const { pluginReports } = JSON.parse(report) as { readonly pluginReports: readonly { violations: Finding[] }[] };
    return { app, templates, nested, findings: pluginReports.flatMap(({ violations }) => violations) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A row's function, with what belongs to it. */
export interface FoundFunction {
  readonly template: Template;
  /** Logical id. */
  readonly id: string;
  readonly properties: Resource['Properties'];
  readonly role: Resource['Properties'];
}

/** The function of a row, by its name in AWS. Throws where there is none. */
export function functionOf({ templates }: Synthesis, row: string, prefix = 'openai-responses-dev'): FoundFunction {
  for (const template of templates.values()) {
    const found = Object.entries(resourcesOf(template, 'AWS::Lambda::Function')).find(
      ([, { Properties }]) => Properties.FunctionName === `${prefix}-${row}`,
    );
    if (!found) continue;
    const [id, { Properties: properties }] = found;
    const roleId = flat(properties.Role).slice(1, -'.Arn>'.length);
    const { Properties: role } = resourcesOf(template, 'AWS::IAM::Role')[roleId] as Resource;
    return { template, id, properties, role };
  }
  throw new Error(`No function is named ${prefix}-${row}`);
}

/** One permission of a policy. */
export interface Permission {
  readonly effect: string;
  readonly action: string;
  readonly resource: string;
  readonly condition: unknown;
}

/** A policy's statements, one permission for each action on each resource. */
export function permissionsOf(...documents: readonly { readonly Statement: unknown }[]): Permission[] {
  const statements = documents.flatMap(({ Statement }) => Statement) as Readonly<Record<string, unknown>>[];
  return statements.flatMap(({ Effect, Action, Resource, Condition }) =>
    [Action].flat().flatMap((action) =>
      [Resource].flat().map((resource) => ({
        effect: String(Effect),
        action: String(action),
        resource: flat(resource),
        condition: Condition,
      })),
    ),
  );
}
