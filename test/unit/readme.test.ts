import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startMessage } from '../../infra/local/start-message.ts';
import { imageFields } from '../../lib/apis/responses/schemas/image-fields.ts';
import { textFields } from '../../lib/apis/responses/schemas/text-fields.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { type Endpoint, endpoints } from '../../lib/endpoints/table.ts';
import { backgroundErrors } from '../../lib/errors/background-errors.ts';
import { ownErrors } from '../../lib/errors/own-errors.ts';

function read(file: string): string {
  return readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');
}

const readme = read('README.md');
const responses = read('docs/api/responses.md');
const background = read('docs/background.md');
const configuration = read('docs/configuration.md');
const local = read('docs/local.md');
const openai = read('docs/api/openai.md');
/** The pages of each API; that of OpenAI's own dialect aside. */
const apiPages = readdirSync(path.join(import.meta.dirname, '../../docs/api'))
  .filter((file) => file !== 'openai.md')
  .map((file) => read(`docs/api/${file}`));
const localVariables = ['PORT', 'LOG_DIR', 'NODE_ENV', 'POLL_SCHEDULE_SECONDS'];

/** The rows of every table of a page with this head: cells without padding and back quotes. */
function tableRows(page: string, head: string): string[][] {
  const tables = page
    .trimEnd()
    .split(/\n\n+/)
    .map((block) => block.split('\n').map(cellsOf));
  return tables.filter(([cells]) => cells?.join(' | ') === head).flatMap((rows) => rows.slice(2));
}

function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
}

function variablesOf(source: string, pattern: RegExp): string[] {
  return [...source.matchAll(pattern)].map(([, name]) => name ?? '');
}

describe('the README and the pages beside it', () => {
  const settings = tableRows(configuration, 'Variable | Default | Meaning').map(
    ([name = '', value = '']) => [name, value] as const,
  );
  const schemaVariables = ['lib/config/environment.ts', 'lib/config/access-settings.ts'].flatMap((file) =>
    variablesOf(read(file), /^ {2}([A-Z][A-Z0-9_]+): /gm),
  );

  it.each([
    ['service', [readme, ...apiPages].join('\n\n')],
    ['openai', openai],
  ] as const)('list the endpoints of the endpoint table that speak the dialect %s', (dialect, page) => {
    const rows = (endpoints as readonly Endpoint[]).filter(({ paths }) => paths[dialect] !== undefined);
    expect(rows.length).toBeGreaterThan(10);
    expect(tableRows(page, 'Method | Path | Function | Answer | What it does').sort()).toEqual(
      rows.map((row) => [row.method, row.paths[dialect], row.name, row.responds, row.summary]).sort(),
    );
  });

  it('shows a request to every operation of OpenAI’s dialect', () => {
    const requests = [...openai.matchAll(/curl (.*\$V1\/.*)$/gm)].map(([, request = '']) => ({
      method: /-X (\w+)/.exec(request)?.[1] ?? (/ -[dF] /.test(request) ? 'POST' : 'GET'),
      path: /\$V1(\/[^\s"?]+)/.exec(request)?.[1]?.replace('$ID', '{id}').replace('$MODEL', '{model}'),
    }));
    const shown = new Set(requests.map(({ method, path }) => `${method} /v1${path}`));
    const rows: readonly Endpoint[] = endpoints;
    expect(rows.flatMap(({ method, paths }) => (paths.openai ? [`${method} ${paths.openai}`] : [])).sort()).toEqual(
      [...shown].sort(),
    );
  });

  it('lists the variables that the functions and the local stack read', () => {
    expect(settings.map(([name]) => name)).toEqual([...schemaVariables, ...localVariables]);
  });

  it('names the variables of .env.example', () => {
    const example = variablesOf(read('.env.example'), /^#?([A-Z][A-Z0-9_]+)=/gm);
    expect(settings.map(([name]) => name).sort()).toEqual(example.sort());
  });

  it('gives the defaults that an empty environment gets', () => {
    const key = { OPENAI_API_KEY: 'sk-test' };
    expect(readEnvironment({ ...Object.fromEntries(settings), ...key })).toEqual(readEnvironment(key));
    const valued = settings.filter(([name, value]) => value !== '' && schemaVariables.includes(name));
    expect(valued).toHaveLength(13);
  });

  it('shows the requests that `npm start` prints', () => {
    const isRequest = (line: string) => /^(?:ID=\$\(|sleep \d+; )?curl /.test(line);
    const printed = startMessage({ url: 'http://127.0.0.1:3000', logDirectory: 'logs' }).split('\n');
    const requests = printed.map((line) => line.trim()).filter(isRequest);
    expect(requests).toHaveLength(8);
    const [, toTry = ''] = /^## Requests to try\n([\s\S]*?)^## /m.exec(local) ?? [];
    expect(toTry.split('\n').filter(isRequest)).toEqual(requests);
  });

  it('shows pictures that are there and small enough to be looked at', () => {
    const picturesOf = (page: string, folder: string) =>
      [...page.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file]) => path.join(folder, file ?? ''));
    const pictures = [...picturesOf(readme, '.'), ...picturesOf(local, 'docs')];
    expect(new Set(pictures).size).toBe(3);
    for (const file of pictures)
      expect(statSync(path.join(import.meta.dirname, '../..', file)).size).toBeLessThan(150_000);
  });

  it('lists the fields that an image request has beside those of a text request', () => {
    const own = Object.keys(imageFields).filter((field) => !Object.hasOwn(textFields, field));
    const rows = tableRows(responses, 'Field | Values | Default | What it does');
    expect(rows.map(([field]) => field).sort()).toEqual(own.sort());
  });

  it('gives the statuses of the codes of images and background responses', () => {
    const tables = [responses, background].flatMap((page) => tableRows(page, 'Code | Status | Meaning'));
    const rows = tables.map(([code = '', status]) => [code, Number(status)]);
    const images = Object.entries(ownErrors).filter(([code]) => /^images?_/.test(code));
    const codes = [...images, ...Object.entries(backgroundErrors)];
    expect(rows).toEqual(codes.map(([code, { statusCode }]) => [code, statusCode]));
  });
});
