import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BackgroundRecord } from './background.ts';

/** Background responses as files, one a response, so that they outlive the process. */
export interface BackgroundFiles {
  /** How often a stand-in was started on this directory, this time included. */
  readonly starts: number;
  /** What `revive` makes of each; a file that it cannot be made of is skipped, with a line on stderr. */
  read<T>(revive: (record: BackgroundRecord) => T): T[];
  write(record: BackgroundRecord): void;
  remove(id: string): void;
}

const SUFFIX = '.json';
const STARTS = 'starts';

/**
 * Opens a directory, made where there is none. Everything is written at once, in the order it happens, and seen whole or
 * not at all; the files are small, and nobody else waits for this process.
 */
export function openBackgroundFiles(directory: string): BackgroundFiles {
  mkdirSync(directory, { recursive: true });
  const fileOf = (id: string): string => path.join(directory, `${id}${SUFFIX}`);
  const replace = (file: string, text: string): void => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const starts = countStart(path.join(directory, STARTS), replace);
  return {
    starts,
    read: (revive) =>
      readdirSync(directory)
        .filter((name) => name.endsWith(SUFFIX))
        .flatMap((name) => {
          try {
            return [revive(parseRecord(readFileSync(path.join(directory, name), 'utf8')))];
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            process.stderr.write(`stand-in: skips ${path.join(directory, name)}: ${reason}\n`);
            return [];
          }
        }),
    write: (record) => replace(fileOf(record.id), JSON.stringify(record)),
    remove: (id) => rmSync(fileOf(id), { force: true }),
  };
}

/** Each start counts, or two starts would give different responses the same ID. */
function countStart(file: string, replace: (file: string, text: string) => void): number {
  let before = 0;
  try {
    before = Number.parseInt(readFileSync(file, 'utf8'), 10) || 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  replace(file, String(before + 1));
  return before + 1;
}

function parseRecord(text: string): BackgroundRecord {
  const record: unknown = JSON.parse(text);
  if (isRecord(record)) return record;
  throw new Error('it is no background response');
}

/** Of which type each field is; what a record may lack ends in a question mark. */
const FIELDS = {
  id: 'string',
  seed: 'string',
  body: 'string',
  createdAt: 'number',
  startedAt: 'number',
  cancelledAt: 'number?',
  announced: 'boolean?',
} as const satisfies Record<keyof BackgroundRecord, string>;

function isRecord(value: unknown): value is BackgroundRecord {
  if (typeof value !== 'object' || value === null) return false;
  const found: Record<string, unknown> = { ...value };
  return Object.entries(FIELDS).every(([name, type]) =>
    type.endsWith('?') && found[name] === undefined ? true : typeof found[name] === type.replace('?', ''),
  );
}
