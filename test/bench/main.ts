// npm run bench [-- --smoke]: ratios against floors measured in the same run, medians of alternating rounds.
// Exits with 1 where a ratio misses its bar; `--smoke` runs few short rounds and only shows that the bench works.
import { setTimeout as sleep } from 'node:timers/promises';
import { LIKE_TLS, warmMilliseconds } from './access-cost.ts';
import { type Bench, type Benched, GUARDED, startBench } from './bench-host.ts';
import { coldMilliseconds, initMilliseconds } from './cold-start.ts';
import { median, pairedRatio, quantile } from './statistics.ts';
import { cpuPerThousandEvents, eventDelays, imageMemory, peakMemory } from './warm-stream.ts';

const smoke = process.argv.includes('--smoke');
const rounds = smoke ? 2 : 9;

interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly must?: number;
  readonly aim?: number;
  readonly detail: string;
}

type Measure = (bench: Bench, name: Benched) => Promise<number>;

/** Measures the functions in turn, round by round; the first round warms the machine and is not counted. */
async function alternate<N extends Benched>(
  bench: Bench,
  names: readonly N[],
  measure: Measure,
): Promise<Record<N, number[]>> {
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<N, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await measure(bench, name);
      if (round > 0) values[name].push(value);
    }
  }
  return values;
}

function detail(values: Readonly<Record<string, readonly number[]>>, unit: string): string {
  return Object.entries(values)
    .map(([name, list]) => `${name} ${median(list).toFixed(1)} ${unit}`)
    .join(', ');
}

const INIT_FLOORS = ['empty', 'create-text', 'stream-text'] as const;
/** Functions that make media and, here, keep nothing in S3. */
const MEDIA = ['create-speech', 'create-transcription', 'generate-image'] as const;
const IMAGE_FUNCTIONS = ['create-image', 'stream-image', 'get-image-url'] as const;

/** Of what a key costs a request; beside it, what writing down an owner adds to a stream, which is one write to the table. */
async function accessRows(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of GUARDED) {
    const bar = (must: number) => (name === 'count-input-tokens' ? { must } : { aim: must });
    const cold = await alternate(bench, [name, `${name}-bearer`] as const, (b, n) => coldMilliseconds(b, n, LIKE_TLS));
    rows.push({
      name: `cold total with a bearer key / without, ${name}`,
      value: pairedRatio(cold[`${name}-bearer`], cold[name]),
      unit: '',
      ...bar(1.05),
      detail: detail(cold, 'ms'),
    });
    const { open, guarded } = await warmMilliseconds(bench, name, smoke ? 40 : 400);
    rows.push({
      name: `what a bearer key adds when warm, p50, ${name}`,
      value: guarded - open,
      unit: 'ms',
      ...bar(1),
      detail: `with ${guarded.toFixed(2)} ms, without ${open.toFixed(2)} ms, one after the other`,
    });
  }
  return rows;
}

async function measureAll(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  const init = await alternate(bench, [...INIT_FLOORS, ...IMAGE_FUNCTIONS], initMilliseconds);
  rows.push({
    name: 'init / empty handler',
    value: pairedRatio(init['stream-text'], init.empty),
    unit: '',
    must: 2.2,
    aim: 1.7,
    detail: detail(init, 'ms'),
  });

  const imageRatios = IMAGE_FUNCTIONS.map((name) => pairedRatio(init[name], init['stream-text']));
  rows.push({
    name: 'init of image functions / text functions',
    value: Math.max(...imageRatios),
    unit: '',
    must: 1.15,
    aim: 1.1,
    detail: 'the slowest of the three, same run',
  });

  const cold = await alternate(bench, ['pipe', 'stream-text', 'create-response'], coldMilliseconds);
  rows.push({
    name: 'cold total / fetch and pipe',
    value: pairedRatio(cold['stream-text'], cold.pipe),
    unit: '',
    must: 1.2,
    aim: 1,
    detail: detail(cold, 'ms'),
  });

  rows.push({
    name: 'cold total of /v1 / fetch and pipe',
    value: pairedRatio(cold['create-response'], cold.pipe),
    unit: '',
    must: 0.95,
    detail: 'create-response, same run',
  });

  const media = await alternate(bench, ['create-text', ...MEDIA], coldMilliseconds);
  rows.push({
    name: 'cold total of media / create-text',
    value: Math.max(...MEDIA.map((name) => pairedRatio(media[name], media['create-text']))),
    unit: '',
    must: 1.1,
    detail: detail(media, 'ms'),
  });

  rows.push(...(await accessRows(bench)));

  const events = smoke ? 5_000 : 30_000;
  const cpu = await alternate(bench, ['pipe', 'reserialise', 'stream-text', 'create-response'], (b, name) =>
    cpuPerThousandEvents(b, name, events),
  );
  rows.push({
    name: 'CPU per 1,000 events / parse and re-serialise',
    value: pairedRatio(cpu['stream-text'], cpu.reserialise),
    unit: '',
    must: 1.2,
    aim: 0.6,
    detail: detail(cpu, 'ms'),
  });
  rows.push({
    name: 'CPU per 1,000 events / pipe',
    value: pairedRatio(cpu['stream-text'], cpu.pipe),
    unit: '',
    detail: 'same run',
  });
  rows.push({
    name: 'CPU of /v1 per 1,000 events / pipe',
    value: pairedRatio(cpu['create-response'], cpu.pipe),
    unit: '',
    must: 1.5,
    detail: 'create-response, same run',
  });
  rows.push({
    name: 'CPU of /v1 per 1,000 events / parse and re-serialise',
    value: pairedRatio(cpu['create-response'], cpu.reserialise),
    unit: '',
    must: 0.5,
    detail: 'create-response, same run',
  });

  const paced = smoke ? 100 : 400;
  const direct: number[] = [];
  const through: number[] = [];
  const piped: number[] = [];
  const relayed: number[] = [];
  for (let round = 0; round < (smoke ? 1 : 3); round += 1) {
    direct.push(...(await eventDelays(bench, 'direct', paced)));
    through.push(...(await eventDelays(bench, 'stream-text', paced)));
    piped.push(...(await eventDelays(bench, 'pipe', paced)));
    relayed.push(...(await eventDelays(bench, 'create-response', paced)));
  }
  const detailOf = (part: number) =>
    `direct ${quantile(direct, part).toFixed(2)} ms, through ${quantile(through, part).toFixed(2)} ms`;
  rows.push({
    name: 'added delay p50',
    value: quantile(through, 0.5) - quantile(direct, 0.5),
    unit: 'ms',
    must: 0.45,
    aim: 0.35,
    detail: detailOf(0.5),
  });
  rows.push({
    name: 'added delay p95',
    value: quantile(through, 0.95) - quantile(direct, 0.95),
    unit: 'ms',
    must: 0.9,
    aim: 0.5,
    detail: detailOf(0.95),
  });

  rows.push({
    name: 'added delay p50 of /v1 over the pipe',
    value: quantile(relayed, 0.5) - quantile(piped, 0.5),
    unit: 'ms',
    must: 0.05,
    detail: `pipe ${quantile(piped, 0.5).toFixed(2)} ms, create-response ${quantile(relayed, 0.5).toFixed(2)} ms`,
  });

  const megabytes = smoke ? 10 : 100;
  const memory: number[] = [];
  for (let round = 0; round < (smoke ? 1 : 3); round += 1)
    memory.push(await peakMemory(bench, 'stream-text', megabytes));
  rows.push({
    name: `peak memory over idle, ${megabytes} MB stream`,
    value: median(memory),
    unit: 'MB',
    must: 150,
    aim: 80,
    detail: `${memory.length} runs`,
  });

  const image = smoke ? 4_000_000 : 20_000_000;
  const costs: number[] = [];
  for (const name of ['create-image', 'stream-image'] as const) {
    const runs: number[] = [];
    for (let round = 0; round < (smoke ? 1 : 3); round += 1) runs.push(await imageMemory(bench, name, 'both', image));
    costs.push(median(runs));
  }
  rows.push({
    name: `memory of an image / its base64 (${image / 1e6} MB)`,
    value: Math.max(...costs),
    unit: '',
    // Of a small image, what does not depend on its size is most of it.
    ...(smoke ? {} : { must: 3, aim: 2.5 }),
    detail: `create-image ${costs[0]?.toFixed(2)}, stream-image ${costs[1]?.toFixed(2)}`,
  });
  return rows;
}

function line({ name, value, unit, must, aim, detail: note }: Row): string {
  const verdict =
    must === undefined ? '' : aim !== undefined && value <= aim ? 'aim met' : value <= must ? 'ok' : 'MISSED';
  const bar = must === undefined ? '' : `must ${must}${aim === undefined ? '' : `, aim ${aim}`}`;
  return `${name.padEnd(46)} ${`${value.toFixed(2)} ${unit}`.padEnd(10)} ${bar.padEnd(20)} ${verdict.padEnd(8)} ${note}`;
}

const bench = await startBench();
try {
  await sleep(200);
  const rows = await measureAll(bench);
  process.stdout.write(`${rows.map(line).join('\n')}\n`);
  const missed = rows.filter(({ value, must }) => must !== undefined && !(value <= must));
  if (missed.length > 0 && !smoke) process.exitCode = 1;
} finally {
  bench.close();
}
