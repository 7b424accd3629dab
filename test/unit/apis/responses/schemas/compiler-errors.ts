import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../../..');
const lib = path.join(root, 'lib/apis/responses/schemas');

/**
 * What the compiler says of copies of request schemas, changed.
 *
 * @param folder where the copies go: an empty folder of the project, so that packages resolve
 * @param sources the copies by file name; they import each other, and all else from the project itself
 * @param from the folder that they are copies from
 */
export function compilerErrors(folder: string, sources: Readonly<Record<string, string>>, from = lib): string {
  for (const [name, source] of Object.entries(sources)) {
    const moved = source.replaceAll(/from '(\.{1,2}\/[^']+)'/g, (all, file) =>
      path.basename(file) in sources
        ? all
        : `from '${path.relative(folder, path.join(from, file)).replaceAll('\\', '/')}'`,
    );
    writeFileSync(path.join(folder, name), moved);
  }
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: path.join(root, 'tsconfig.json'), include: Object.keys(sources) }),
  );
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, error } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (error) throw error;
  return stdout;
}
