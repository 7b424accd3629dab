import { readFile } from 'node:fs/promises';
import { pricingVersion } from '../../lib/usage/cost.ts';
import { parsePriceCorrections } from '../../lib/usage/price-corrections.ts';
import { prices } from '../../lib/usage/prices.ts';
import { compareReport } from './compare-report.ts';
import { theirModels } from './their-prices.ts';

// `npm run prices`: the built-in prices beside those of `@pydantic/genai-prices`. `npm run prices -- check <file.json>`: whether a
// file of price corrections would be taken. Ends with 1 where a difference has no reason, or the file is bad.

const USAGE = 'Usage: npm run prices [-- check <file.json>]';

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

async function main([command, file, ...rest]: readonly string[]): Promise<number> {
  if (command === undefined) {
    const { lines, unnamed } = compareReport(prices, theirModels(), pricingVersion);
    print(lines);
    return unnamed > 0 ? 1 : 0;
  }
  if (command === 'check' && file !== undefined && rest.length === 0) return check(file);
  process.stderr.write(`${USAGE}\n`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
