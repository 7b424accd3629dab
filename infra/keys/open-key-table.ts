import path from 'node:path';
import type { Table } from '../../lib/storage/table/table.ts';
import { CommandError } from './command.ts';

/** Which table is meant, by the command line first, then by the environment. */
export interface TableChoice {
  readonly table?: string | undefined;
  readonly region?: string | undefined;
  /** The local one, whatever the environment says. */
  readonly isLocal: boolean;
}

export interface OpenedTable {
  readonly table: Table;
  /** For people: `the local table`, `the table access in eu-west-1`. */
  readonly where: string;
  close(): Promise<void>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The table whose keys are meant: a deployed one where it is named (`--table`, `ACCESS_TABLE`), else the local one, through
 * `npm start` where that is running.
 */
export async function openKeyTable(choice: TableChoice, variables: Variables): Promise<OpenedTable> {
  const { isLocal } = choice;
  if (isLocal && (choice.table !== undefined || choice.region !== undefined))
    throw new CommandError('--local is the table of this machine: leave --table and --region out');
  const name = choice.table ?? (isLocal ? undefined : variables.ACCESS_TABLE || undefined);
  if (name === undefined && choice.region !== undefined)
    throw new CommandError('--region wants the name of a table too: --table, or ACCESS_TABLE');
  return name === undefined ? localTable() : deployedTable(name, choice, variables);
}

async function localTable(): Promise<OpenedTable> {
  // dynalite and its client are loaded only where they are used, and so is AWS's client.
  const { httpTable } = await import('../../lib/storage/table/http-table.ts');
  const { openLocalTable } = await import('../local/dynamodb/running-table.ts');
  const folder = path.resolve('.local', 'dynamodb');
  const { name, url, close } = await openLocalTable(folder);
  return { table: httpTable({ table: name, endpoint: url }), where: `the local table (${folder})`, close };
}

async function deployedTable(name: string, choice: TableChoice, variables: Variables): Promise<OpenedTable> {
  const { sdkTable } = await import('./sdk-table.ts');
  const { DYNAMODB_ENDPOINT } = variables;
  const endpoint = DYNAMODB_ENDPOINT && DYNAMODB_ENDPOINT !== 'aws' ? DYNAMODB_ENDPOINT : undefined;
  const region = choice.region ?? (variables.AWS_REGION || variables.AWS_DEFAULT_REGION || undefined);
  const { close, ...table } = sdkTable({ table: name, region, endpoint });
  const place = endpoint ?? region;
  return {
    table,
    where: `the table ${name}${place === undefined ? '' : ` ${endpoint ? 'at' : 'in'} ${place}`}`,
    close: async () => close(),
  };
}
