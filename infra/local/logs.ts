import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FunctionLog } from './lambda/function-invocation.ts';

/** So often at most is the same trouble told again, once it had passed. */
const QUIET_MS = 60_000;
/** File systems take names of 255 bytes. */
const LONGEST_NAME = 200;

/**
 * Keeps what functions print: `<directory>/YYYY-MM-DD/<api>.log`, a line each. `<api>` is the record's own `api`, else
 * what `apiOf` says of the function. What cannot be kept is lost: a full disk is no reason to leave requests unanswered.
 *
 * @param now milliseconds since 1970
 * @param onFailure told in one line, once and not for each line of the log, that lines cannot be kept
 */
export function logFiles(
  directory: string,
  apiOf: (functionName: string) => string,
  now: () => number = Date.now,
  onFailure: (line: string) => void = () => {},
): (log: FunctionLog) => void {
  const made = new Set<string>();
  /** By file: the code of the error with which its last line was lost. */
  const failing = new Map<string, string>();
  const toldAt = new Map<string, number>();

  function tell(file: string, error: NodeJS.ErrnoException): void {
    const code = error.code ?? error.message;
    const known = [...failing.values()].includes(code);
    failing.set(file, code);
    if (known || now() - (toldAt.get(code) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    toldAt.set(code, now());
    onFailure(
      `The log cannot be written (${error.message}): requests are answered all the same. Make room or give access, or set LOG_DIR to another folder.`,
    );
  }

  return (log) => {
    const record = log.source === 'platform' ? undefined : parseRecord(log.line);
    const api = typeof record?.api === 'string' ? record.api : apiOf(log.name);
    const folder = path.join(directory, new Date(now()).toISOString().slice(0, 10));
    const file = path.join(folder, `${api.replaceAll(/[^\w-]+/g, '-').slice(0, LONGEST_NAME)}.log`);
    const line = log.source === 'platform' ? platformRecord(log, now()) : log.line;
    try {
      if (!made.has(folder)) mkdirSync(folder, { recursive: true });
      made.add(folder);
      // Synchronous: a line must be in the file even where the stack is stopped right after it.
      appendFileSync(file, `${line}\n`);
      failing.delete(file);
    } catch (error) {
      made.delete(folder); // It may have been deleted: the next line makes it anew.
      tell(file, error instanceof Error ? error : new Error(String(error)));
    }
  };
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
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
