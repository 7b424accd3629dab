import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { licenceProblems } from '../../../infra/licences/licence-problems.ts';
import { lockedPackages } from '../../../infra/licences/main.ts';

const project = path.join(import.meta.dirname, '../../..');

describe('a licence', () => {
  it.each([
    'MIT',
    'Apache-2.0 AND MIT',
    '(MIT OR GPL-3.0-or-later)',
    'GPL-2.0 OR (ISC AND (MIT OR GPL-3.0))',
    '(BSD-3-Clause)',
  ])('is allowed: %s', (license) => {
    expect(licenceProblems({ 'node_modules/a': { license } })).toEqual([]);
  });

  it.each([
    'GPL-3.0-or-later',
    'AGPL-3.0',
    'MIT AND GPL-3.0-or-later',
    'GPL-2.0 AND (MIT OR ISC)',
    'LGPL-3.0-or-later',
    'MPL-2.0',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.txt',
    'GPL-2.0 WITH Classpath-exception-2.0',
    'MIT WITH something',
    'MIT ISC',
    'MIT OR',
    '',
    '()',
  ])('is not: %s', (license) => {
    expect(licenceProblems({ 'node_modules/@a/b': { license } })).toEqual([`@a/b: ${license}, and is deployed`]);
  });

  it('may ask for more where it is a tool’s', () => {
    const packages = {
      'node_modules/a': { license: 'MPL-2.0', dev: true },
      'node_modules/a/node_modules/b': { license: 'GPL-3.0-only', dev: true },
    };
    expect(licenceProblems(packages)).toEqual(['b: GPL-3.0-only']);
  });

  it('has to be told', () => {
    expect(licenceProblems({ '': {}, 'node_modules/a': {} })).toEqual(['a: says nothing of its licence']);
  });
});

describe('this project’s packages', () => {
  const packages = lockedPackages(project);

  it('are those of the lock file', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(300);
    expect(packages['node_modules/openai']?.license).toBe('Apache-2.0');
  });

  it('have licences that are allowed', () => {
    expect(licenceProblems(packages)).toEqual([]);
  });
});
