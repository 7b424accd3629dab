import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'esbuild';
import type { Endpoint } from '../../lib/endpoints/table.ts';

const project = path.join(import.meta.dirname, '..', '..');

/** A page's files by name, as its function serves them. */
type PageFiles = () => Promise<Readonly<Record<string, string | Uint8Array>>>;

/** By the folder that a row's `page` names. */
const pages: Readonly<Record<NonNullable<Endpoint['page']>['folder'], PageFiles>> = {
  playground: async () => ({
    'index.html': await source('lib/web/playground/index.html'),
    'style.css': await bundled('lib/web/playground/style.css'),
    'app.js': await bundled('lib/web/playground/app.ts'),
  }),
  'api-docs': async () => ({
    'index.html': await source('lib/web/api-docs/index.html'),
    'style.css': await source('lib/web/api-docs/style.css'),
    'app.js': await bundled('lib/web/api-docs/app.ts'),
    'swagger-ui.css': await source('node_modules/swagger-ui-dist/swagger-ui.css'),
    'swagger-ui-bundle.js': await source('node_modules/swagger-ui-dist/swagger-ui-bundle.js'),
  }),
};

/** Writes the files of a page, each compressed, into `<bundle>/page/`. */
export async function writePage(folder: keyof typeof pages, bundle: string): Promise<void> {
  const directory = path.join(bundle, 'page');
  await mkdir(directory, { recursive: true });
  const files = Object.entries(await pages[folder]());
  await Promise.all(
    files.map(async ([name, content]) => writeFile(path.join(directory, `${name}.gz`), await promisify(gzip)(content))),
  );
}

function source(file: string): Promise<Buffer> {
  return readFile(path.join(project, file));
}

/** The browser's part of a page, as one module or one style sheet. */
async function bundled(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
