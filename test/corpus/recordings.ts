import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { creation, type Operation, operationOf, type RecordedRequest } from './operation.ts';

/** One event stream of the Responses API: each event's exact `data:` text, in wire order. */
export interface StreamRecording {
  readonly kind: 'stream';
  /** Relative to the corpus. */
  readonly file: string;
  readonly events: readonly string[];
  readonly request: RecordedRequest;
  readonly operation: Operation;
  readonly headers: Readonly<Record<string, string>>;
}

/** One exchange that was not streamed. */
export interface ExchangeRecording {
  readonly kind: 'answer' | 'error';
  readonly file: string;
  readonly request: RecordedRequest;
  readonly operation: Operation;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As JSON; a string where it was none, `''` where there was none. */
  readonly body: unknown;
}

export type Recording = StreamRecording | ExchangeRecording;

export interface Corpus {
  readonly recordings: readonly Recording[];
  /** Files with exchanges that no function has the like of. */
  readonly skipped: readonly string[];
}

interface RecordedExchange {
  readonly request?: RecordedRequest | null;
  readonly status?: number | null;
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly body?: unknown;
}

/**
 * Reads a folder of recordings. Subfolders and meta files may be missing; an index is not needed.
 *
 * @throws Error where the folder does not exist, holds no recordings, or one of them cannot be read
 */
export function readCorpus(directory: string): Corpus {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(`There is no folder ${directory}`);
  }
  const recordings: Recording[] = filesIn(directory, 'streams', '.jsonl').map((file) => readStream(directory, file));
  const skipped: string[] = [];
  for (const file of [...filesIn(directory, 'responses', '.json'), ...filesIn(directory, 'errors', '.json')]) {
    const recording = readExchange(file, readJson(path.join(directory, file)) as RecordedExchange);
    if (recording) recordings.push(recording);
    else skipped.push(file);
  }
  if (recordings.length === 0) {
    throw new Error(`${directory} holds no recordings: streams/*.jsonl, responses/*.json or errors/*.json`);
  }
  return { recordings, skipped };
}

function filesIn(directory: string, folder: string, extension: string): string[] {
  const full = path.join(directory, folder);
  if (!existsSync(full)) return [];
  const names = readdirSync(full).filter((name) => name.endsWith(extension));
  return names.sort().map((name) => `${folder}/${name}`);
}

function readStream(directory: string, file: string): StreamRecording {
  const lines = readFileSync(path.join(directory, file), 'utf8').split('\n');
  const events = lines.map((line) => line.replace(/\r$/, '')).filter((line) => line.trim() !== '');
  const metaFile = path.join(directory, 'streams', 'meta', `${path.basename(file, '.jsonl')}.json`);
  const meta = existsSync(metaFile) ? (readJson(metaFile) as RecordedExchange) : {};
  const request = meta.request ?? {};
  const operation = operationOf(request, 'streamed') ?? creation('streamed');
  return { kind: 'stream', file, events, request, operation, headers: meta.headers ?? {} };
}

function readExchange(file: string, exchange: RecordedExchange): ExchangeRecording | undefined {
  // An empty body is recorded as null.
  const body = exchange.body ?? '';
  const request = exchange.request ?? {};
  const headers = exchange.headers ?? {};
  const status = exchange.status ?? statusOf(body);
  // Failures of every API are replayed as those of a creation.
  if (status >= 400) return { kind: 'error', file, request, operation: creation('whole'), status, headers, body };
  const isResponse = (body as { readonly object?: unknown } | null | undefined)?.object === 'response';
  const operation = operationOf(request, 'whole') ?? (isResponse ? creation('whole') : undefined);
  return operation && { kind: 'answer', file, request, operation, status: 200, headers, body };
}

/** Of an exchange whose status was not recorded. */
function statusOf(body: unknown): number {
  const { error } = (body ?? {}) as { readonly error?: { readonly type?: unknown; readonly code?: unknown } | null };
  if (!error) return 200;
  return /quota|rate_limit|^(requests|tokens)$/.test(`${error.code ?? error.type}`) ? 429 : 400;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
}
