import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const project = path.join(import.meta.dirname, '../..');

const read = (page: string) => readFileSync(path.join(project, page), 'utf8');

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'lib/large-json/README.md',
  ...readdirSync(path.join(project, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join('docs', name.replaceAll(path.sep, '/'))),
];

/** Folders at the project's top that are in the repository: a path that begins with one names something of the project. */
const FOLDERS = ['functions', 'lib', 'infra', 'test', 'docs', '.ci'];

/** A path: no placeholder, no wildcard, no list. */
const PATH = new RegExp(`^(?:${FOLDERS.map((folder) => folder.replace('.', '\\.')).join('|')})/[\\w./-]*$`);

/** What stands in back quotes and looks like a file or a folder of the project. Code blocks are no prose. */
function pathsIn(markdown: string): string[] {
  const prose = markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).filter((code) => PATH.test(code));
}

interface Link {
  /** From the project's folder. */
  readonly file: string;
  readonly anchor: string;
}

/** Links and pictures that lead to the project's own files. */
function linksIn(page: string, markdown: string): Link[] {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor = ''] = target.split('#');
      return { file: file === '' ? page : path.posix.join(path.posix.dirname(page), file), anchor };
    });
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  const markdown = read(page);

  it('names files and folders that are there', () => {
    expect(pathsIn(markdown).filter((named) => !existsSync(path.join(project, named)))).toEqual([]);
  });

  it('has links that lead to a file and a heading', () => {
    const broken = linksIn(page, markdown).filter(({ file, anchor }) => {
      if (!existsSync(path.join(project, file))) return true;
      return anchor !== '' && !anchorsOf(read(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('what looks for names and links', () => {
  it('reads a page as its readers do', () => {
    const markdown =
      '`lib/a.ts`, `functions/<api>/b.ts`, `npm test`\n```sh\n`lib/c.ts`\n```\n[d](../d.md#e-f) [g](#h) [i](https://j)';
    expect(pathsIn(markdown)).toEqual(['lib/a.ts']);
    expect(linksIn('docs/api/k.md', markdown)).toEqual([
      { file: 'docs/d.md', anchor: 'e-f' },
      { file: 'docs/api/k.md', anchor: 'h' },
    ]);
    expect(anchorsOf("## E, f\n### What's `g-h`?")).toEqual(['e-f', 'whats-g-h']);
  });

  it('finds many of both', () => {
    const markdown = pages.map((page) => [page, read(page)] as const);
    expect(markdown.flatMap(([, text]) => pathsIn(text)).length).toBeGreaterThan(100);
    expect(markdown.flatMap(([page, text]) => linksIn(page, text)).length).toBeGreaterThan(50);
  });
});

it('every threat has a guard and a test that shows it', () => {
  const [, table = ''] = /^## Threats\n([\s\S]*?)^## /m.exec(read('docs/security.md')) ?? [];
  const rows = [...table.matchAll(/^\| (?!-|Threat )(.+?) +\| (.+?) +\| (.+?) +\|$/gm)];
  expect(rows.length).toBeGreaterThan(15);
  expect(rows).toHaveLength((table.match(/^\|/gm) ?? []).length - 2);
  for (const [, , guard = '', tests = ''] of rows) {
    expect(guard.length).toBeGreaterThan(10);
    expect(pathsIn(tests).some((path) => path.startsWith('test/'))).toBe(true);
  }
});

it('README.md has at most 200 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(200);
});

it('the newcomer’s map leads through at most 12 files', () => {
  const [, map = ''] = /^## A newcomer's map\n([\s\S]*)/m.exec(read('docs/architecture.md')) ?? [];
  const files = new Set(pathsIn(map));
  expect(files.size).toBeGreaterThan(5);
  expect(files.size).toBeLessThanOrEqual(12);
});
