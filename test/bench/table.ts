// The table of the benches, in a process of its own so that its CPU is not the function's. Prints its URL, its name and a caller's key.
import { startLocalTable } from '../../infra/local/dynamodb/local-table.ts';
import { createKey } from '../../lib/access/keys/key-admin.ts';
import { httpTable } from '../../lib/storage/table/http-table.ts';

const { url, name } = await startLocalTable();
const { key } = await createKey(httpTable({ table: name, endpoint: url }), 'bearer:bench', {}, { now: Date.now });
process.on('disconnect', () => process.exit(0));
process.stdout.write(`${url} ${name} ${key}\n`);
