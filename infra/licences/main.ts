import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LockedPackage, licenceProblems } from './licence-problems.ts';

/** Every package of the lock file; what is installed is asked itself, since the lock file repeats what a registry said of it. */
export function lockedPackages(project: string): Readonly<Record<string, LockedPackage>> {
  const { packages }: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
    readFileSync(path.join(project, 'package-lock.json'), 'utf8'),
  );
  return Object.fromEntries(
    Object.entries(packages).map(([place, locked]) => {
      const file = path.join(project, place, 'package.json');
      const license = place !== '' && existsSync(file) ? licenceOf(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
      return [place, license === undefined ? locked : { ...locked, license }];
    }),
  );
}

/** As npm has it today (a text), or had it (`{ type }`, or a list of those, any of which one may choose). */
function licenceOf({
  license,
  licenses,
}: {
  readonly license?: unknown;
  readonly licenses?: unknown;
}): string | undefined {
  const listed = [license ?? licenses].flat();
  const names = listed.map((one) => (typeof one === 'string' ? one : Object(one).type)).filter(Boolean);
  return names.length === 0 ? undefined : names.join(' OR ');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const packages = lockedPackages(process.cwd());
  const problems = licenceProblems(packages);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(
    `${Object.keys(packages).length - 1} packages, ${problems.length} with a licence that is not allowed\n`,
  );
  if (problems.length > 0) process.exitCode = 1;
}
