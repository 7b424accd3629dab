// npm run bench:background [-- --smoke]: how fast pending records are settled, what that costs in S3 requests, and whether
// memory and time stay in proportion. Exits with 1 where a figure misses its bar; `--smoke` takes a tenth of the records.
import { median } from '../statistics.ts';
import { type SettleFigures, settleRecords } from './settle-records.ts';

const smoke = process.argv.includes('--smoke');
const records = smoke ? 1_000 : 10_000;

const MOST_S3_REQUESTS = 5;
const MOST_TIME_RATIO = 2.2;
/** Twice the records must not cost the pollers more memory than their garbage collectors' whims. */
const MOST_MEMORY_RATIO = 1.25;

function requestsEach({ s3, records: settled }: SettleFigures): number {
  return Object.values(s3).reduce((sum, count) => sum + count, 0) / settled;
}

function report(figures: SettleFigures): string {
  const { records: settled, seconds, s3, openai, peaks } = figures;
  const kinds = Object.entries(s3).map(([kind, count]) => `${kind} ${(count / settled).toFixed(3)}`);
  return [
    `${settled} records in ${seconds.toFixed(1)} s by ${peaks.length} pollers`,
    `${(settled / seconds).toFixed(0)} records/s, ${(settled / seconds / peaks.length).toFixed(1)} per function`,
    `${requestsEach(figures).toFixed(2)} S3 requests a record (${kinds.join(', ')}), ${(openai / settled).toFixed(2)} to OpenAI`,
    `peak memory ${median(peaks).toFixed(0)} MiB (most ${Math.max(...peaks).toFixed(0)} MiB)`,
  ].join('; ');
}

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly most: number;
}

const single = await settleRecords(records);
process.stdout.write(`${report(single)}\n`);
const double = await settleRecords(records * 2);
process.stdout.write(`${report(double)}\n`);

const bars: readonly Bar[] = [
  { name: 'S3 requests a record', value: Math.max(requestsEach(single), requestsEach(double)), most: MOST_S3_REQUESTS },
  { name: 'time of twice the records', value: double.seconds / single.seconds, most: MOST_TIME_RATIO },
  { name: 'memory of twice the records', value: median(double.peaks) / median(single.peaks), most: MOST_MEMORY_RATIO },
];
for (const { name, value, most } of bars) {
  process.stdout.write(
    `${name.padEnd(30)} ${value.toFixed(2).padEnd(8)} at most ${most}  ${value <= most ? 'ok' : 'MISSED'}\n`,
  );
}
if (!smoke && bars.some(({ value, most }) => !(value <= most))) process.exitCode = 1;
