import path from 'node:path';
import { type FrontDoorOptions, startFrontDoor } from '../../infra/local/front-door.ts';
import {
  type FunctionHost,
  type FunctionHostOptions,
  startFunctionHost,
} from '../../infra/local/lambda/function-host.ts';
import type { FunctionLog } from '../../infra/local/lambda/function-invocation.ts';
import type { RequestSummary } from '../../infra/local/request-line.ts';
import type { Endpoint } from '../../lib/endpoints/table.ts';

/** What to start; everything may be left out. */
export interface StackOptions extends Partial<Omit<FunctionHostOptions, 'onLog' | 'endpoints' | 'environment'>> {
  /** Goes to every function, over a key and the upstream. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Base URL of an upstream as the functions get it, `/v1` included. */
  readonly upstream?: string;
  /** In place of the endpoint table. */
  readonly endpoints?: readonly Endpoint[];
  /** The front door's. */
  readonly callers?: FrontDoorOptions['callers'];
}

/** Host and front door over built bundles, on a free port. */
export interface Stack {
  /** The front door, without a slash at its end. */
  readonly url: string;
  readonly host: FunctionHost;
  /** All that functions have printed and the platform has said of them so far. */
  readonly logs: readonly FunctionLog[];
  /** The first line, past or to come, that contains `text`. */
  logged(text: string): Promise<FunctionLog>;
  /** The records among `logs`: lines that are JSON objects. */
  records(): Record<string, unknown>[];
  /** Requests whose answers are over. */
  readonly requests: readonly RequestSummary[];
  /** POSTs JSON to a path, with `content-type: application/json`. */
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** The bundles that `npm run build` makes. */
export const builtFunctions = path.resolve(import.meta.dirname, '../../dist/functions');

/** Starts the stack. The caller closes it. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { upstream, endpoints, environment, callers, ...hostOptions } = options;
  const logs: FunctionLog[] = [];
  const waiting = new Set<{ readonly text: string; readonly resolve: (log: FunctionLog) => void }>();
  const requests: RequestSummary[] = [];
  const table = endpoints ? { endpoints } : {};
  const host = await startFunctionHost({
    functionsDirectory: builtFunctions,
    ...hostOptions,
    ...table,
    environment: {
      OPENAI_API_KEY: 'sk-test',
      ...(upstream === undefined ? {} : { OPENAI_API_BASE_URL: upstream }),
      ...environment,
    },
    onLog(log) {
      logs.push(log);
      for (const waiter of waiting) {
        if (!log.line.includes(waiter.text)) continue;
        waiting.delete(waiter);
        waiter.resolve(log);
      }
    },
  });
  const frontDoor = await startFrontDoor({
    host,
    port: 0,
    ...table,
    ...(callers && { callers }),
    onRequest: (summary) => requests.push(summary),
  });
  return {
    url: frontDoor.url,
    host,
    logs,
    requests,
    async logged(text) {
      const past = logs.find(({ line }) => line.includes(text));
      return past ?? new Promise((resolve) => waiting.add({ text, resolve }));
    },
    records: () => logs.filter(({ line }) => line.startsWith('{')).map(({ line }) => JSON.parse(line)),
    post: (to, body, init) =>
      fetch(`${frontDoor.url}${to}`, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...(init?.headers as Record<string, string> | undefined) },
      }),
    async close() {
      await frontDoor.close();
      await host.close();
    },
  };
}
