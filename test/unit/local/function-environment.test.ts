import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { type FunctionHostOptions, startFunctionHost } from '../../../infra/local/lambda/function-host.ts';
import { type TemporaryFunctions, writeFunctions } from '../../support/temporary-functions.ts';

let functions: TemporaryFunctions;
let folder: string;

beforeAll(async () => {
  functions = await writeFunctions({
    environment: 'export const handler = async () => ({ ...process.env, cwd: process.cwd() });',
  });
  folder = path.join(functions.functionsDirectory, 'environment');
  await writeFile(path.join(folder, 'env.json'), '{"CACHE":"$DIR/cache","GIVEN":"a"}');
});
afterAll(() => functions.remove());

/** The environment that a function sees, and its working directory as `cwd`. */
async function environmentOf(environment: FunctionHostOptions['environment']): Promise<unknown> {
  const { functionsDirectory, endpoints } = functions;
  const host = await startFunctionHost({ functionsDirectory, endpoints, environment });
  onTestFinished(() => host.close());
  return json((await host.invoke('environment', {})).body);
}

it('gives a function the environment of Lambda, of its bundle and of the host, and nothing else', async () => {
  vi.stubEnv('NOT_FOR_FUNCTIONS', 'x');
  onTestFinished(() => void vi.unstubAllEnvs());
  const environment = await environmentOf({ GIVEN: 'b' });
  expect(environment).toMatchObject({
    AWS_LAMBDA_FUNCTION_NAME: 'environment',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: 'index.handler',
    CACHE: `${folder}/cache`,
    GIVEN: 'b',
    cwd: folder,
  });
  expect(environment).not.toHaveProperty('NOT_FOR_FUNCTIONS');
});

it('gives a function what the host has for it by name', async () => {
  expect(await environmentOf((name) => ({ FOR: name }))).toMatchObject({ FOR: 'environment' });
});
