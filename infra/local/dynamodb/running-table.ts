import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fieldsOf, jsonOrUndefined } from '../../../lib/json/fields.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

/** A table that is being served, by this process or another. */
export type ServedTable = Pick<LocalTable, 'name' | 'url' | 'close'>;

/** How long a server of this machine may take to say who it is, in milliseconds. */
const IDENTITY_MS = 2000;

/**
 * The local table that is kept in `folder`: another process's, where one serves it, since one alone may open the files; else one of
 * this process's, which tells others of itself in `endpoint.json` as long as it is there.
 *
 * @throws TableLocked
 */
export async function openLocalTable(folder: string): Promise<ServedTable> {
  const directory = path.join(folder, 'items');
  const file = path.join(folder, 'endpoint.json');
  const running = await runningTable(file, directory);
  if (running) return running;
  const table = await startLocalTable({ directory });
  await writeFile(file, `${JSON.stringify({ url: table.url, table: table.name })}\n`);
  return {
    ...table,
    async close() {
      await rm(file, { force: true });
      await table.close();
    },
  };
}

/** What the file says may be of a process that was killed, and its port another's by now. */
async function runningTable(file: string, directory: string): Promise<ServedTable | undefined> {
  const { url, table: name } = fieldsOf(jsonOrUndefined(await readFile(file, 'utf8').catch(() => '')));
  if (typeof url !== 'string' || typeof name !== 'string') return undefined;
  const identity = await fetch(url, { signal: AbortSignal.timeout(IDENTITY_MS) })
    .then((answer) => answer.text())
    .catch(() => '');
  const isThis = fieldsOf(jsonOrUndefined(identity)).directory === directory;
  return isThis ? { name, url, close: async () => {} } : undefined;
}
