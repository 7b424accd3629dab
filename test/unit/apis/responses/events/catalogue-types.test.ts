import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../../..');
const catalogue = readFileSync(path.join(root, 'lib/apis/responses/events/catalogue.ts'), 'utf8');

/** Copies of the catalogue: the real one, and ones that must not compile. */
const copies = {
  real: catalogue,
  'row-removed': changed('  ...refusalEvents,', "  'response.refusal.done': refusalEvents['response.refusal.done'],"),
  'row-invented': changed('  ...refusalEvents,', "  ...refusalEvents,\n  'response.invented.delta': {},"),
  'row-invented-in-a-table': changed(
    '  ...refusalEvents,',
    "  ...{ ...refusalEvents, 'response.invented.delta': {} },",
  ),
  'row-listed-twice': changed('{ ...unlistedToolEvents,', "{ 'response.refusal.done': {}, ...unlistedToolEvents,"),
  'field-of-another-event': changed(
    '  ...refusalEvents,',
    "  ...refusalEvents,\n  'response.refusal.delta': { observes: ({ event }) => void event.refusal },",
  ),
};

function changed(from: string, to: string): string {
  if (!catalogue.includes(from)) throw new Error(`lib/apis/responses/events/catalogue.ts no longer has ${from}`);
  return catalogue.replace(from, to);
}

let folder: string;
let errors: string[];

beforeAll(() => {
  // Inside the repository, so that the copies find the project's packages; git ignores it.
  mkdirSync(path.join(root, 'node_modules/.cache'), { recursive: true });
  folder = mkdtempSync(path.join(root, 'node_modules/.cache/catalogue-types-'));
  for (const [name, text] of Object.entries(copies)) {
    writeFileSync(
      path.join(folder, `${name}.ts`),
      text.replaceAll("from './", "from '../../../lib/apis/responses/events/"),
    );
  }
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'] }),
  );
  const compiler = path.join(root, 'node_modules/.bin/tsc');
  const { stdout, error } = spawnSync(compiler, ['--project', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 50_000,
  });
  if (error) throw error;
  errors = stdout.split('\n').filter((line) => line.includes(': error '));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function errorsIn(copy: keyof typeof copies): string {
  return errors.filter((line) => line.startsWith(`${copy}.ts(`)).join('\n');
}

describe('the catalogue under the type check', () => {
  it('compiles as it is', () => {
    expect(errorsIn('real')).toBe('');
    expect(errors.filter((line) => !/^[\w-]+\.ts\(/.test(line))).toEqual([]);
  });

  it.each([
    ['row-removed', 'Property \'"response.refusal.delta"\' is missing'],
    ['row-invented', 'response.invented.delta'],
    ['row-invented-in-a-table', 'response.invented.delta'],
    ['row-listed-twice', 'response.refusal.done'],
    ['field-of-another-event', "'refusal' does not exist"],
  ] as const)('does not compile with a %s', (copy, named) => {
    expect(errorsIn(copy)).toContain(named);
  });
});
