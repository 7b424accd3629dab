import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resourcesOf } from '../../support/fake-service.ts';
import { synthesize } from './synthesize.ts';

const service = synthesize();
const page = readFileSync(path.join(import.meta.dirname, '../../../docs/cost.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.replaceAll('*', '').trim())
      .slice(1, -1),
  );

/** The numbers of every row that begins so, in order. */
const figuresOf = (name: string) =>
  rows
    .filter(([first]) => first === name)
    .map((cells) =>
      cells
        .slice(1)
        .filter(Boolean)
        .map(Number)
        .filter((each) => !Number.isNaN(each)),
    );

/** The price of a symbol, for one unit: a request, a GB, a GiB-second. */
function price(symbol: string): number {
  const [, , usd = '', per = ''] = rows.find((cells) => cells[1] === `\`${symbol}\``) ?? [];
  return Number(usd) / (per === '1 M' ? 1e6 : 1);
}

const [G, R, A, P, H, L, T, O, E] = ['G', 'R', 'A', 'P', 'H', 'L', 'T', 'O', 'E'].map(price) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const GB = 1e-9;
const REQUEST_BYTES = 1500;
const streamed = (tokens: number) => 207 * tokens;
const json = (tokens: number) => 1500 + 5 * tokens;
const gateway = A + 800 * GB * L;
const perMillion = (usd: number) => Math.round(usd * 1e8) / 100;

/** `log`: bytes; `gib`: of memory. */
const invocation = (seconds: number, gib: number, log: number) => seconds * gib * G + R + log * GB * L + T;
const transfer = (bytes: number) => (bytes + REQUEST_BYTES) * GB * O;

describe('the tables of docs/cost.md', () => {
  it.each([
    [0, 3, streamed(150)],
    [1, 3, json(150)],
    [2, 60, streamed(3000)],
    [3, 60, json(3000)],
  ])('come from the prices: a response that the caller waits for (column %i)', (column, seconds, bytes) => {
    const url = invocation(seconds, 0.5, 3000) + transfer(bytes);
    expect(figuresOf('Transfer')[0]?.[column]).toBeCloseTo(perMillion(transfer(bytes)), 2);
    expect(figuresOf('Function URL')[0]?.[column]).toBeCloseTo(perMillion(url), 2);
    expect(figuresOf('API Gateway')[0]?.[column]).toBeCloseTo(perMillion(url + gateway), 2);
  });

  const byPoll = (w: number) => (w + 1) * H + w * P + 900 * GB * L + (w + 2) * E;
  const byWebhook = invocation(0.6, 1, 3900) + 3 * H + P + 3 * E;
  it.each([
    [0, byPoll(1), 2, json(150), 3],
    [1, byWebhook, 1, json(150), 3],
    [2, byPoll(2), 5, json(3000), 6],
    [3, byWebhook, 1, json(3000), 3],
  ])('come from the prices: a response in the background (column %i)', (column, settle, fetches, bytes, requests) => {
    const start = invocation(1, 0.5, 3000) + P + E;
    const fetch = fetches * (invocation(0.3, 0.5, 3000) + H);
    const url = start + settle + fetch + transfer(bytes);
    expect(figuresOf('Start')[0]?.[column]).toBeCloseTo(perMillion(start), 2);
    expect(figuresOf('Settle')[0]?.[column]).toBeCloseTo(perMillion(settle), 2);
    expect(figuresOf('Function URL')[1]?.[column]).toBeCloseTo(perMillion(url), 2);
    expect(figuresOf('API Gateway')[1]?.[column]).toBeCloseTo(perMillion(url + requests * gateway), 2);
  });

  it('sum up what an idle deployment has', () => {
    const functions = [...service.templates.values()].flatMap((each) =>
      Object.keys(resourcesOf(each, 'AWS::Lambda::Function')),
    );
    const watched = [...service.templates.values()].flatMap((each) =>
      Object.values(resourcesOf(each, 'AWS::CloudWatch::Alarm')).flatMap(
        // The alarm of an API with one function has one metric, in its own properties.
        ({ Properties }) => Properties.Metrics ?? [{ MetricStat: { Metric: Properties } }],
      ),
    );
    const ofFunctions = watched.filter(({ MetricStat: stat }) => stat?.Metric.Namespace === 'AWS/Lambda');
    // Counts, since a product of a tenth is no tenth: two alarms a function, at 10 cents each.
    expect(ofFunctions).toHaveLength(2 * functions.length);
    expect(figuresOf('Alarms of a function')[0]).toEqual([0.2]);
    expect(figuresOf('Alarms')[0]).toEqual([0.3]);
    const parts = ['Pollers, idle', 'Secrets', 'Alarms', 'Alarms on a query', 'Dashboard', 'Metrics of the pollers'];
    const sum = parts.reduce((total, part) => total + (figuresOf(part)[0]?.[0] ?? Number.NaN), 0);
    expect(figuresOf('An idle deployment')[0]?.[0]).toBeCloseTo(sum, 2);
  });
});

describe('what docs say of AWS', () => {
  const deploying = readFileSync(path.join(import.meta.dirname, '../../../docs/deploying.md'), 'utf8');

  it('is the speed at which Lambda streams, after either door', () => {
    expect(page).toMatch(/for 6 MB, and 2 MB\/s from there/);
    expect(deploying).toMatch(/6 MB at once, then 2 MB\/s/);
    expect(deploying).not.toMatch(/the first 10 MB at once/);
  });

  it('is that an image is two PUTs, and that S3 tells EventBridge of each object', () => {
    expect(page).toMatch(/Keeping an image is two PUTs/);
    expect(page).toMatch(/EventBridge gets an event of each object/);
  });

  it('is that what goes to OpenAI is transfer', () => {
    expect(page).toMatch(/\(b \+ q\) × O/);
  });

  it('is how few invocations a new account may have', () => {
    const [, needs = ''] = /## What you need\n([\s\S]*?)\n## /.exec(deploying) ?? [];
    expect(needs).toMatch(/10 concurrent executions/);
  });
});
