import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Endpoint, endpoints } from '../../lib/endpoints.ts';
import { bundlesAreFresh } from './bundles-are-fresh.ts';
import { type FunctionHost, startFunctionHost } from './lambda/function-host.ts';
import { logFiles } from './logs.ts';
import { type FunctionStorage, functionStorage } from './s3/function-storage.ts';

/** What stands behind the functions: the host, S3, and the stand-in where no OpenAI was named. */
export interface LocalStack {
  readonly host: FunctionHost;
  /** Where the functions' log lines go. */
  readonly logDirectory: string;
  /** Whether OpenAI is played by the stand-in. */
  readonly standIn: boolean;
  close(): Promise<void>;
}

const project = path.resolve(import.meta.dirname, '../..');

/** Variables of this machine that functions get; nothing else of its environment reaches them. */
const FUNCTION_VARIABLE =
  /^(OPENAI_\w+|LOG_LEVEL|LOG_PAYLOADS|STORAGE_BUCKET|IMAGE_URL_TTL_SECONDS|S3_ENDPOINT|NODE_ENV)$/;

/** Takes in `.env` of the project; what the environment already has goes before it. */
export function readDotEnv(): void {
  const file = path.join(project, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * Builds the functions where needed and gets ready to run them.
 *
 * @param announce told which OpenAI and which S3 the functions will talk to; OpenAI before anything else happens
 */
export async function startLocalStack(announce: (line: string) => void): Promise<LocalStack> {
  const { OPENAI_API_KEY, OPENAI_API_BASE_URL, LOG_DIR = './logs' } = process.env;
  const named = OPENAI_API_KEY || OPENAI_API_BASE_URL;
  const standIn = named ? undefined : await startStandIn();
  announce(
    standIn
      ? `OpenAI is played by a stand-in at ${standIn.url}: answers are made up and cost nothing (set OPENAI_API_KEY for the real one)`
      : `OpenAI is the real one at ${OPENAI_API_BASE_URL || 'https://api.openai.com/v1'}: requests may cost money`,
  );
  let storage: FunctionStorage | undefined;
  try {
    storage = await functionStorage(process.env, project);
    announce(storage.announcement);
    const rows: readonly Endpoint[] = endpoints;
    const names = rows.map(({ name }) => name);
    if (!(await bundlesAreFresh(project, names))) {
      const { buildFunctions } = await import('../build/main.ts');
      await buildFunctions();
    }
    const logDirectory = path.resolve(project, LOG_DIR);
    const host = await startFunctionHost({
      functionsDirectory: path.join(project, 'dist', 'functions'),
      environment: {
        ...functionVariables(),
        ...storage.variables,
        ...(standIn && { OPENAI_API_KEY: 'sk-stand-in', OPENAI_API_BASE_URL: `${standIn.url}/v1` }),
      },
      onLog: logFiles(logDirectory, (name) => rows.find((row) => row.name === name)?.family ?? 'unknown'),
    });
    return {
      host,
      logDirectory,
      standIn: standIn !== undefined,
      async close() {
        await host.close();
        await storage?.close();
        await standIn?.close();
      },
    };
  } catch (error) {
    await storage?.close();
    await standIn?.close();
    throw error;
  }
}

async function startStandIn(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = await import('./openai/server.ts');
  return server.startStandIn({ now: Date.now });
}

/** An empty value (`OPENAI_API_KEY=` in `.env`) is as good as none. */
function functionVariables(): Record<string, string> {
  const given = Object.entries(process.env).filter(([name, value]) => value && FUNCTION_VARIABLE.test(name));
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? '']));
}
