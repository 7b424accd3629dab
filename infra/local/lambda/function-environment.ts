import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LambdaFunction } from '../../../lib/endpoints/table.ts';

/** Where the local functions pretend to be. */
const LOCAL_REGION = 'us-east-1';
const LOCAL_ACCOUNT = '123456789012';

/** The ARN that a function's context shows. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${name}`;
}

/**
 * The whole environment of a function's process. As in Lambda, nothing of this machine's own comes through: the
 * reserved variables (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), then the bundle's
 * `env.json` with `$DIR` as its folder, then `given`.
 */
export function functionEnvironment(
  endpoint: Pick<LambdaFunction, 'name' | 'memoryMiB'>,
  folder: string,
  runtimeApi: string,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? 'C:\\Windows' } : {}),
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: endpoint.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(endpoint.memoryMiB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${endpoint.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: 'index.handler',
    ...bundleEnvironment(folder),
    ...given,
  };
}

function bundleEnvironment(folder: string): Record<string, string> {
  const file = path.join(folder, 'env.json');
  if (!existsSync(file)) return {};
  const variables: Readonly<Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'));
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value.replaceAll('$DIR', () => folder)]),
  );
}
