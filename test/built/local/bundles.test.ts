import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { builtFunctions, startStack } from '../../support/stack.ts';

/** The index and what it imports, directly or not, other than by `import(…)`. */
function readAtStart(sources: ReadonlyMap<string, string>): ReadonlySet<string> {
  const read = new Set(['index.mjs']);
  for (const file of read) {
    const imports = sources.get(file)?.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.mjs)["']/g) ?? [];
    for (const [, imported = ''] of imports) read.add(imported);
  }
  return read;
}

describe.each(lambdaFunctions)('the bundle of $name', (row) => {
  const { name, access } = row;
  const isEndpoint = 'paths' in row;
  const folder = path.join(builtFunctions, name);

  it('has what it needs at start, with the compiled code of its index', async () => {
    const environment = JSON.parse(await readFile(path.join(folder, 'env.json'), 'utf8'));
    expect(environment.NODE_COMPILE_CACHE).toBe('$DIR/compile-cache');
    const compiled = await readdir(path.join(folder, 'compile-cache'), { recursive: true, withFileTypes: true });
    expect(compiled.filter((entry) => entry.isFile()).length).toBeGreaterThanOrEqual(1);
  });

  it('reads no S3 client and nothing of access at start, and has them for later', async () => {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.mjs'));
    const sources = new Map(
      await Promise.all(files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')] as const)),
    );
    const withClient = files.filter((file) => sources.get(file)?.includes('ListObjectsV2'));
    const atStart = readAtStart(sources);
    expect(withClient.filter((file) => atStart.has(file))).toEqual([]);
    // Whoever knows its callers keeps large answers of repeated requests.
    expect(withClient.length > 0).toBe(isEndpoint || access.images !== undefined || access.background !== undefined);
    const withTable = files.filter((file) => sources.get(file)?.includes('DynamoDB_20120810'));
    expect(withTable.filter((file) => atStart.has(file))).toEqual([]);
    expect(withTable.length > 0).toBe(isEndpoint || access.background === 'settle');
  });
});

it('gives back what a scheduled function says, through the runtime client', async () => {
  const stack = await startStack();
  onTestFinished(() => stack.close());
  const { body } = await stack.host.invoke('poll-background', { shards: ['00'], window_seconds: 0 });
  expect(await json(body)).toMatchObject({ pending: 0, settled: 0, failed: 0 });
});
