import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { KEY_PREFIX } from '../../lib/access/keys/key-format.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { lambdaFunctions } from '../../lib/endpoints/table.ts';
import { buildIfStale } from '../build/build-if-stale.ts';
import { type FunctionTable, functionTable } from './dynamodb/function-table.ts';
import { machineVariables, variablesFor } from './function-variables.ts';
import { type FunctionHost, startFunctionHost } from './lambda/function-host.ts';
import type { FunctionLog } from './lambda/function-invocation.ts';
import { logFiles } from './logs.ts';
import { type FunctionStorage, functionStorage } from './s3/function-storage.ts';

export interface LocalStackOptions {
  /** Told which OpenAI, S3 and table the functions will talk to; OpenAI before anything else happens. */
  readonly announce: (line: string) => void;
  /** Where the stand-in sends its webhooks; without it, nowhere. */
  readonly webhookUrl?: string;
}

/** What stands behind the functions: the host, S3, the table where access is on, and the stand-in where no OpenAI was named. */
export interface LocalStack {
  readonly host: FunctionHost;
  /** Where the functions' log lines go. */
  readonly logDirectory: string;
  /** Adds a line to them. */
  readonly log: (log: FunctionLog) => void;
  close(): Promise<void>;
}

const project = path.resolve(import.meta.dirname, '../..');

/** What outlives a start: S3's objects, copies of images, the table of access, the stand-in's background responses. The project's, under npm. */
const stateDirectory = path.resolve('.local');

/** Builds the functions where needed and gets ready to run them. */
export async function startLocalStack({ announce, webhookUrl }: LocalStackOptions): Promise<LocalStack> {
  const { OPENAI_API_KEY, OPENAI_API_BASE_URL, LOG_DIR = './logs' } = process.env;
  // A shell that has one for its clients has none of OpenAI's.
  if (OPENAI_API_KEY?.startsWith(KEY_PREFIX))
    throw new Error(
      'OPENAI_API_KEY is a key of this service, for its callers (orl_…). Start it with a key of OpenAI (sk-…), or without any for the stand-in: env -u OPENAI_API_KEY -u OPENAI_BASE_URL npm start',
    );
  const named = OPENAI_API_KEY || OPENAI_API_BASE_URL;
  const standIn = named ? undefined : await startStandIn(webhookUrl);
  announce(
    standIn
      ? `OpenAI is played by a stand-in at ${standIn.url}: answers are made up and cost nothing (set OPENAI_API_KEY for the real one)`
      : `OpenAI is the real one at ${OPENAI_API_BASE_URL || 'https://api.openai.com/v1'}: requests may cost money`,
  );
  let storage: FunctionStorage | undefined;
  let table: FunctionTable | undefined;
  try {
    storage = await functionStorage(process.env, stateDirectory);
    announce(storage.announcement);
    table = await functionTable(process.env, path.join(stateDirectory, 'dynamodb'));
    if (table) announce(table.announcement);
    const variables = {
      ...machineVariables(process.env),
      ...storage.variables,
      ...table?.variables,
      ...standIn?.variables,
    };
    // What every function would refuse at its start is said now.
    readEnvironment(variables);
    await buildIfStale();
    const logDirectory = path.resolve(project, LOG_DIR);
    const log = logFiles(logDirectory, (name) => rowNamed(name)?.api ?? 'unknown', Date.now, announce);
    const host = await startFunctionHost({
      functionsDirectory: path.join(project, 'dist', 'functions'),
      environment: (name) => variablesFor(rowNamed(name) ?? { access: { openai: false } }, variables),
      onLog: log,
    });
    return {
      host,
      logDirectory,
      log,
      async close() {
        await host.close();
        await table?.close();
        await storage?.close();
        await standIn?.close();
      },
    };
  } catch (error) {
    await table?.close();
    await storage?.close();
    await standIn?.close();
    throw error;
  }
}

function rowNamed(name: string) {
  return lambdaFunctions.find((row) => row.name === name);
}

/** The stand-in, and the variables by which the functions find and believe it. */
async function startStandIn(webhookUrl: string | undefined) {
  const server = await import('./openai/server.ts');
  const secret = process.env.OPENAI_WEBHOOK_SECRET || `whsec_${randomBytes(24).toString('base64')}`;
  const { url, close } = await server.startStandIn({
    now: Date.now,
    directory: path.join(stateDirectory, 'openai'),
    ...(webhookUrl !== undefined && { webhook: { url: webhookUrl, secret } }),
  });
  const variables = {
    OPENAI_API_KEY: 'sk-stand-in',
    OPENAI_API_BASE_URL: `${url}/v1`,
    OPENAI_WEBHOOK_SECRET: secret,
  };
  return { url, variables, close };
}
