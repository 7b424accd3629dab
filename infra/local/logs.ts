import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FunctionLog } from './lambda/function-invocation.ts';

/**
 * Keeps what functions print: `<directory>/YYYY-MM-DD/<api>.log`, a line each. `<api>` is the record's own `api`, else
 * what `apiOf` says of the function.
 *
 * @param now milliseconds since 1970
 */
export function logFiles(
  directory: string,
  apiOf: (functionName: string) => string,
  now: () => number = Date.now,
): (log: FunctionLog) => void {
  const made = new Set<string>();
  return (log) => {
    const record = log.source === 'platform' ? undefined : parseRecord(log.line);
    const api = typeof record?.api === 'string' ? record.api : apiOf(log.name);
    const folder = path.join(directory, new Date(now()).toISOString().slice(0, 10));
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    const line = log.source === 'platform' ? platformRecord(log, now()) : log.line;
    // Synchronous: a line must be in the file even where the stack is stopped right after it.
    appendFileSync(path.join(folder, `${api.replaceAll(/[^\w-]+/g, '-')}.log`), `${line}\n`);
  };
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function platformRecord({ name, requestId, line }: FunctionLog, time: number): string {
  return JSON.stringify({
    timestamp: new Date(time).toISOString(),
    level: 'ERROR',
    function: name,
    requestId,
    message: line,
  });
}
