import type { ParseArgsConfig } from 'node:util';
import type { Table } from '../../lib/storage/table/table.ts';

/** What was asked for on the command line. */
export interface CommandLine {
  /** What stands behind the command's name. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What a command says of what it did. */
export interface CommandResult {
  /** For people, in whole lines. */
  readonly text: string;
  /** For scripts (`--json`). */
  readonly json: unknown;
}

/** One of the commands of `npm run keys`. */
export interface Command {
  /** What stands behind its name, for the usage. */
  readonly usage: string;
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Reads the command line before the table is looked for; throws a `CommandError` for what cannot be understood. */
  readonly read: (line: CommandLine) => (table: Table) => Promise<CommandResult>;
}

/** What was typed cannot be done; the message says what can. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** The text of an option; undefined where it was left out. */
export function textOption({ options }: CommandLine, name: string): string | undefined {
  const value = options[name];
  if (value === '') throw new CommandError(`--${name} wants a value`);
  return typeof value === 'string' ? value : undefined;
}

/** Whether an option was switched on (`--admin`) or off (`--no-admin`); undefined where it was left out. */
export function flagOption({ options }: CommandLine, name: string): boolean | undefined {
  const value = options[name];
  return typeof value === 'boolean' ? value : undefined;
}
