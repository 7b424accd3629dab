import { afterAll, describe, expect, it } from 'vitest';
import { createKey } from '../../lib/access/keys/key-admin.ts';
import { startTestTable, type TestTable } from '../support/test-table.ts';
import { seriousFindings } from './axe.ts';
import { chromiumPath } from './browser.ts';
import { button, ended, faults, fill, open, page, panel, setUpPlayground, textOfAnswer } from './playground-page.ts';

let table: TestTable | undefined;
let key: string;

setUpPlayground(async () => {
  table = await startTestTable();
  ({ key } = await createKey(table.table, 'bearer:ada', { label: 'test' }, { now: Date.now }));
  return { ACCESS_MODES: 'bearer', ACCESS_TABLE: table.name, DYNAMODB_ENDPOINT: table.url };
});
afterAll(() => table?.close());

async function enterKey(text = key): Promise<void> {
  await page.getByText('Settings', { exact: true }).click();
  await page.getByLabel('Key of this service').fill(text);
}

/** Shows usage until it is of so many requests: they are counted once their answers are out. */
async function showUsage(atLeast: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await button('Show').click();
        return Number(await page.locator('tfoot td').nth(1).textContent({ timeout: 5000 }));
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThanOrEqual(atLeast);
}

describe.skipIf(!chromiumPath)('the playground where access is on', () => {
  it.each(['', 'sk-not-a-key'])('says what to do where the key is none: %j', async (text) => {
    await open();
    if (text !== '') await enterKey(text);
    await fill('Say hello.');
    await button('Send').click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('Open Settings at the top');
    expect(await alert.textContent()).toContain('401');
  });

  it('brings the key with every call: streams, images, background responses and usage', async () => {
    await open();
    await enterKey();
    await fill('Say hello.', { pace: 'none' });
    await button('Send').click();
    await ended();
    expect(await textOfAnswer()).toContain('You wrote: “Say hello.”');
    await page.getByRole('tab', { name: 'Images' }).click();
    await fill('A shore.', { pace: 'none' });
    await button('Draw').click();
    await page.getByRole('link', { name: 'Stored image' }).waitFor();
    await page.getByRole('tab', { name: 'Background' }).click();
    await fill('Wait.', { seconds: '60' });
    await button('Start').click();
    await page.getByRole('button', { name: 'Cancel: Wait.' }).click();
    await page.getByText('cancelled').first().waitFor();
    await page.getByRole('tab', { name: 'Usage' }).click();
    await panel().getByLabel('By').selectOption('endpoint');
    await showUsage(1);
    expect(await page.getByRole('rowheader').allTextContents()).toContain('Total');
    expect(faults).toEqual([]);
  });

  it('keeps the key for the tab alone, and out of commands that are copied', async () => {
    await open({ permissions: ['clipboard-read', 'clipboard-write'] }, '#usage');
    await enterKey();
    await button('Copy as curl').click();
    await page.getByText('Copied.').waitFor();
    const command = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(command).toContain('/api/usage?by=day');
    expect(command).toContain('-H "Authorization: Bearer $KEY"');
    expect(command).not.toContain(key);
    expect(await page.evaluate('JSON.stringify([document.cookie, { ...localStorage }])')).toBe('["",{}]');
    await page.reload();
    await button('Show').click();
    await page.getByRole('table').waitFor();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['dark', 360],
  ] as const)('shows usage without a serious finding of axe-core: %s, %d px', async (colorScheme, width) => {
    await open({ colorScheme, viewport: { width, height: 740 } }, '#text');
    await enterKey();
    await fill('Go.', { pace: 'none' });
    await panel().getByLabel('Resumable').uncheck();
    await button('Send').click();
    await ended();
    await page.getByRole('tab', { name: 'Usage' }).click();
    await panel().getByLabel('By').selectOption('principal');
    await showUsage(1);
    expect(await page.getByRole('rowheader', { name: 'bearer:ada' }).isVisible()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  it('says what is wrong with a period that is none', async () => {
    await open({}, '#usage');
    await enterKey();
    await panel().getByLabel('From').fill('2026-11-02');
    await panel().getByLabel('To').fill('2026-11-01');
    await button('Show').click();
    await page.getByRole('alert').getByText('before it begins').waitFor();
  });
});
