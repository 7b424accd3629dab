import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, violations } from '../support/architecture.ts';

const project = path.join(import.meta.dirname, '../..');

const CODE = /(?<!\.d)\.(?:ts|mjs)$/;
const CODE_OR_STYLE = /\.(?:ts|mjs|css)$/;
const MOST_LINES = 250;

function sourcesBelow(folders: readonly string[], pattern: RegExp): Map<string, string> {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => pattern.test(name))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
  );
  return new Map(files.map((file) => [file, readFileSync(path.join(project, file), 'utf8')]));
}

describe('the house', () => {
  const folders = ['functions', 'lib', 'infra'];
  const sources = sourcesBelow(folders, CODE);

  it('has its arrows point one way, without a cycle, around a pure core', () => {
    expect(violations(sources)).toEqual([]);
  });

  it('is read whole: every relative import leads to a file that was read', () => {
    const missing = [...sources].flatMap(([file, source]) =>
      importsOf(source)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => path.posix.join(path.posix.dirname(file), specifier))
        .filter((target) => !sources.has(target)),
    );
    expect(sources.size).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it(`has no file of more than ${MOST_LINES} lines`, () => {
    const files = sourcesBelow(folders, CODE_OR_STYLE);
    const long = [...files].filter(([, source]) => source.trimEnd().split('\n').length > MOST_LINES);
    expect([...files.keys()].some((file) => file.endsWith('.css'))).toBe(true);
    expect(long.map(([file]) => file)).toEqual([]);
  });
});

describe('the check of the arrows', () => {
  it.each([
    ['lib/upstream/a.ts', "import { x } from '../http/b.ts';", 'no arrow from upstream to http'],
    ['lib/usage/a.ts', "import { x } from '../logging/b.ts';", 'no arrow from usage to logging'],
    [
      'lib/apis/p/events/a.ts',
      "export { x } from '../../../stream/b.ts';",
      'no arrow from pure parts of an API to stream',
    ],
    ['lib/stream/a.ts', "import {\n  x,\n} from '../usage/b.ts';", 'no arrow from stream to usage'],
    [
      'lib/stream/a.ts',
      "import type { X } from '../apis/p/events/b.ts';",
      'no arrow from stream to pure parts of an API',
    ],
    ['lib/http/a.ts', "const x = await import('../../infra/b.ts');", 'no arrow from http to infra'],
    ['lib/config/a.ts', "import '../endpoints/table.ts';", 'no arrow from config to endpoints'],
    ['infra/build/a.ts', "import { x } from '../../lib/errors/b.ts';", 'no arrow from infra to errors'],
    ['infra/local/a.ts', "import { x } from '../../lib/access/b.ts';", 'no arrow from infra to access'],
    ['infra/keys/a.ts', "import { x } from '../../lib/http/b.ts';", 'no arrow from infra to http'],
    ['lib/access/a.ts', "import { x } from '../budget/b.ts';", 'no arrow from access to budget'],
    [
      'lib/storage/a.ts',
      "import { x } from 'dynalite/db/index.js';",
      'what builds, deploys and tests stays out of the functions',
    ],
    ['infra/build/a.ts', "import { x } from '../../functions/f/b.ts';", 'no arrow from infra to functions'],
    ['functions/f/a.ts', "import { x } from '../../lib/stream/b.ts';", 'no arrow from functions to stream'],
    ['functions/f/a.ts', "import { x } from './b.ts';", 'functions do not import each other'],
    ['functions/f/a.ts', "import { x } from 'openai';", 'a function needs no package'],
    ['lib/errors/a.ts', "import { x } from 'openai/resources/b';", 'the SDK as types only'],
    ['lib/errors/a.ts', "import { type X } from 'openai';", 'the SDK as types only'],
    ['lib/validation/a.ts', "import { x } from 'node:crypto';", 'pure layers have no effects'],
    ['lib/apis/p/schemas/a.ts', "import { x } from '@aws-sdk/client-s3';", 'pure layers have no effects'],
    ['lib/stream/a.ts', "import type { X } from 'openai';", 'the stream knows no vendor'],
    ['lib/background/a.ts', "import middy from '@middy/core';", 'middy belongs to lib/http'],
    ['lib/http/a.ts', "import { x } from 'vitest';", 'what builds, deploys and tests stays out of the functions'],
    [
      'lib/storage/a.ts',
      "import { x } from 'aws-cdk-lib/b';",
      'what builds, deploys and tests stays out of the functions',
    ],
    ['lib/upstream/a.ts', "import { x } from '../../test/b.ts';", 'no arrow from upstream to test'],
    ['lib/background/a.ts', "import { x } from '../apis/p/b.ts';", 'no arrow from background to endpoint of an API'],
    [
      'lib/apis/p/q/a.ts',
      "import { x } from '../../../background/b.ts';",
      'no arrow from parts of an API to background',
    ],
    [
      'lib/background/a.ts',
      "import { x } from '../apis/p/relay/b.ts';",
      'no arrow from background to endpoint of an API',
    ],
    ['lib/context/a.ts', "import { x } from '../endpoints/b.ts';", 'no arrow from context to endpoints'],
    ['infra/local/a.ts', "import { x } from 'vitest/node';", 'infra imports no test'],
  ])('refuses, in %s, %s', (file, source, rule) => {
    expect(violations(new Map([[file, source]]))).toEqual([expect.stringMatching(new RegExp(`^${file} .*${rule}$`))]);
  });

  it.each([
    ['lib/errors/a.ts', "import type { X } from 'openai/resources/b';"],
    ['lib/errors/a.ts', "// import { x } from '../http/b.ts';\n/* import { x } from 'node:fs'; */"],
    ['lib/apis/p/events/a.ts', "import { x } from '../../../errors/b.ts';"],
    ['lib/apis/p/events/a.ts', "import type { X } from '../../../stream/b.ts';"],
    ['lib/stream/a.ts', "import type { Readable } from 'node:stream';"],
    ['lib/context/a.ts', "import type { X } from '../endpoints/b.ts';"],
    ['lib/apis/p/relay/a.ts', "import { x } from '../../../background/b.ts';"],
    ['infra/local/front-door.ts', "import { x } from '../../lib/errors/b.ts';"],
    ['infra/keys/a.ts', "import { x } from '../../lib/access/keys/b.ts';"],
    ['functions/f/a.ts', "import { x } from '../../lib/apis/p/schemas/b.ts';"],
  ])('lets pass, in %s, %s', (file, source) => {
    expect(violations(new Map([[file, source]]))).toEqual([]);
  });

  it('finds a cycle, even one of types', () => {
    const sources = new Map([
      ['lib/usage/a.ts', "import type { B } from './b.ts';"],
      ['lib/usage/b.ts', "import { c } from './c.ts';"],
      ['lib/usage/c.ts', "import type { A } from './a.ts';"],
    ]);
    expect(violations(sources)).toEqual([
      'cycle: lib/usage/a.ts -> lib/usage/b.ts -> lib/usage/c.ts -> lib/usage/a.ts',
    ]);
  });
});
