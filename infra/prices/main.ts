import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PRICES_KEY } from '../../lib/budget/price-source.ts';
import { pricingVersion } from '../../lib/usage/cost.ts';
import { parsePriceCorrections } from '../../lib/usage/price-corrections.ts';
import { prices } from '../../lib/usage/prices.ts';
import { explainFailure } from '../keys/explain-failure.ts';
import { openKeyTable } from '../keys/open-key-table.ts';
import { compareReport } from './compare-report.ts';
import { theirModels } from './their-prices.ts';

// `npm run prices`: the built-in prices beside those of `@pydantic/genai-prices`. `npm run prices -- check <file.json>`: whether a
// file of price corrections would be taken; `set` has the functions use it. Ends with 1 where a difference has no reason, or the file is bad.

const USAGE = 'Usage: npm run prices [-- check <file.json> | set <file.json> [--table NAME] [--region REGION]]';

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function check(file: string): Promise<number> {
  const read = parsePriceCorrections(await readFile(file, 'utf8'));
  if ('problems' in read) {
    print([`${file} would be ignored as a whole:`, ...read.problems.map((problem) => `  ${problem}`)]);
    return 1;
  }
  const { rows, version } = read.corrections;
  print([`${file} is sound: ${rows.length} rows, logged as ${pricingVersion}+${version}`]);
  return 0;
}

/** Has the functions use a file of corrections within five minutes; a file that would be ignored is not written. */
async function set(file: string, options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: { table: { type: 'string' }, region: { type: 'string' } },
  });
  const checked = await check(file);
  if (checked !== 0) return checked;
  const { table, where, close } = await openKeyTable({ ...values, isLocal: false }, process.env);
  try {
    const rows = { S: await readFile(file, 'utf8') };
    await table.send('PutItem', { TableName: table.name, Item: { ...PRICES_KEY, rows } });
    print([`In ${where}: in use within five minutes`]);
    return 0;
  } catch (error) {
    throw new Error(explainFailure(error, where), { cause: error });
  } finally {
    await close();
  }
}

async function main([command, file, ...rest]: readonly string[]): Promise<number> {
  if (command === undefined) {
    const { lines, unnamed } = compareReport(prices, theirModels(), pricingVersion);
    print(lines);
    return unnamed > 0 ? 1 : 0;
  }
  if (command === 'set' && file !== undefined) return set(file, rest);
  if (command === 'check' && file !== undefined && rest.length === 0) return check(file);
  process.stderr.write(`${USAGE}\n`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return 1;
});
