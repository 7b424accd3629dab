import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fieldsOf } from '../../../../lib/json/fields.ts';
import type { BackgroundRecord } from './background.ts';

/** Background responses as files, one a response, so that they outlive the process. */
export interface BackgroundFiles {
  /** How often a stand-in was started on this directory, this time included. */
  readonly starts: number;
  /** What `revive` makes of each; a file that it cannot be made of is skipped, with a line on stderr. */
  read<T>(revive: (record: BackgroundRecord) => T): T[];
  /** What `revive` makes of one alone; undefined where there is none, or it is skipped as above. */
  find<T>(id: string, revive: (record: BackgroundRecord) => T): T | undefined;
  write(record: BackgroundRecord): void;
  remove(id: string): void;
}

const SUFFIX = '.json';
const STARTS = 'starts';

/** What callers ask for comes as they wrote it: it is to name a file of this directory, and no other. */
const ID = /^\w{1,100}$/;

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
  const find: BackgroundFiles['find'] = (id, revive) => {
    const file = fileOf(id);
    try {
      return ID.test(id) ? revive(parseRecord(readFileSync(file, 'utf8'))) : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`stand-in: skips ${file}: ${reason}\n`);
      return undefined;
    }
  };
  return {
    starts,
    read: (revive) =>
      readdirSync(directory)
        .filter((name) => name.endsWith(SUFFIX))
        .map((name) => find(path.basename(name, SUFFIX), revive))
        .filter((found) => found !== undefined),
    find,
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
    if (!isMissing(error)) throw error;
  }
  replace(file, String(before + 1));
  return before + 1;
}

const isMissing = (error: unknown): boolean => fieldsOf(error).code === 'ENOENT';

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
  const found = fieldsOf(value);
  return Object.entries(FIELDS).every(([name, type]) =>
    type.endsWith('?') && found[name] === undefined ? true : typeof found[name] === type.replace('?', ''),
  );
}
