import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { builtFunctions } from '../../../support/stack.ts';

it('the page is under 25 kB, compressed as it is sent', () => {
  const folder = path.join(builtFunctions, 'show-playground', 'page');
  const files = readdirSync(folder);
  expect(files.toSorted()).toEqual(['app.js.gz', 'index.html.gz', 'style.css.gz']);
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  expect(bytes).toBeLessThan(25_000);
});
