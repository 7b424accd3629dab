import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildApp } from '../../../infra/service-app.ts';
import { contextWith, type Resource } from '../../support/fake-service.ts';

/** What `cdk deploy` would send to AWS, as a folder that a function host can run. */
export interface DeployedFunctions {
  /** A link for each function, from its name to its asset. */
  readonly functionsDirectory: string;
  /** The function's resource of its template. */
  propertiesOf(name: string): Resource['Properties'];
  /** Its variables; what the template only refers to has the value of `references`. Throws where that has none. */
  variablesOf(name: string, references: Readonly<Record<string, string>>): Record<string, string>;
  /** What the schedules invoke `poll-background` with, in order. */
  readonly scheduleInputs: readonly string[];
  remove(): void;
}

/** Where Lambda unpacks a function, and the template's variables say so. */
const TASK_ROOT = '/var/task';

/** Synthesises the service over the built bundles, into a temporary folder. The caller removes it. */
export function deployFunctions(service: Readonly<Record<string, unknown>> = {}): DeployedFunctions {
  const folder = mkdtempSync(path.join(tmpdir(), 'deployed-'));
  const outdir = path.join(folder, 'cdk.out');
  const functionsDirectory = path.join(folder, 'functions');
  mkdirSync(functionsDirectory);
  const { stacks } = buildApp(contextWith(service), { outdir }).synth();
  const resources = stacks.flatMap(({ template }) => Object.values(template.Resources as Record<string, Resource>));
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

  const functions = new Map(
    ofType('AWS::Lambda::Function').map((properties) => [
      String(properties.FunctionName).replace(/^openai-responses-dev-/, ''),
      properties,
    ]),
  );
  for (const [name, { Code }] of functions) {
    const asset = path.join(outdir, `asset.${String(Code.S3Key).replace(/\.zip$/, '')}`);
    symlinkSync(asset, path.join(functionsDirectory, name));
  }
  return {
    functionsDirectory,
    propertiesOf: (name) => functions.get(name),
    variablesOf(name, references) {
      const variables = Object.entries<unknown>(functions.get(name)?.Environment?.Variables ?? {});
      return Object.fromEntries(
        variables.map(([variable, value]) => {
          const given = typeof value === 'string' ? value : references[variable];
          if (given === undefined) throw new Error(`${name} refers to something for ${variable}`);
          return [variable, given.replace(TASK_ROOT, path.join(functionsDirectory, name))];
        }),
      );
    },
    scheduleInputs: ofType('AWS::Scheduler::Schedule').map(({ Target }) => Target.Input),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
