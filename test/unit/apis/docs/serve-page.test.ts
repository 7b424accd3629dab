import { expect, it, vi } from 'vitest';
import { servePage } from '../../../../lib/apis/docs/serve-page.ts';
import { requestContext } from '../../../support/request-context.ts';

/** Which files the page has, and which was read. */
const disk = vi.hoisted(() => ({
  names: ['index.html.gz', 'app.js.gz', 'app.js', 'data.bin.gz'],
  read: [] as string[],
}));
vi.mock('node:fs', () => ({
  readdirSync: () => disk.names,
  readFileSync: (file: string) => {
    disk.read.push(file);
    return Buffer.from(`bytes of ${file.replace(/.*\/page\//, '')}`);
  },
}));

async function serve(file?: string) {
  const context = requestContext();
  const answer = servePage(file === undefined ? {} : { file }, context);
  const written: unknown[] = [];
  await answer.stream({ write: (bytes) => written.push(bytes) > 0, drained: async () => undefined });
  return { answer, text: written.map(String).join(''), facts: context.recorder.facts() };
}

it.each([
  [undefined, 'index.html', 'text/html; charset=utf-8'],
  ['app.js', 'app.js', 'text/javascript; charset=utf-8'],
  ['data.bin', 'data.bin', 'application/octet-stream'],
])('serves %s compressed, as the build left it', async (file, name, type) => {
  const { answer, text, facts } = await serve(file);
  expect(text).toBe(`bytes of ${name}.gz`);
  expect(answer).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': type, 'content-encoding': 'gzip', 'x-content-type-options': 'nosniff' },
  });
  expect(facts.response).toEqual({ file: name, bytes: text.length });
});

it('lets a page load nothing of a stranger and be framed by none', async () => {
  const policy = (await serve()).answer.headers['content-security-policy'];
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
});

it.each(['missing.js', '../index.html', '../../secret', 'app.js.gz', '', '/etc/passwd'])(
  'has no %j, and does not look for it',
  async (file) => {
    disk.read.length = 0;
    await expect(serve(file)).rejects.toMatchObject({ code: 'route_not_found' });
    expect(disk.read).toEqual([]);
  },
);
