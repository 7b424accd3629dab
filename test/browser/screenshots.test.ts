import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath, openBrowser, type Site, startSite } from './browser.ts';

// A real browser, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Where the README's pictures go: `npm run screenshots` says so. Without it they are made, looked at and thrown away. */
const { SCREENSHOTS } = process.env;
/** What a reader of the README waits for. */
const MOST_BYTES = 150_000;

describe.skipIf(!chromiumPath)("the README's pictures", () => {
  let site: Site;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), openBrowser()]);
    page = await browser.newPage({ viewport: { width: 1200, height: 860 }, colorScheme: 'light' });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function keep(name: string): Promise<void> {
    const { data, info } = await sharp(await page.screenshot())
      .webp({ quality: 82 })
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 1200, height: 860 });
    expect(data.length).toBeLessThan(MOST_BYTES);
    if (SCREENSHOTS === undefined) return;
    mkdirSync(SCREENSHOTS, { recursive: true });
    await sharp(data).toFile(path.join(SCREENSHOTS, `${name}.webp`));
  }

  it('show text with a tool call', async () => {
    await page.goto(`${site.url}/#text`);
    const panel = page.getByRole('tabpanel');
    await panel.getByLabel('Prompt').fill('Plot the squares of 0 to 5, and add them up.');
    await panel.getByText('Advanced: metadata').click();
    await panel.getByLabel('Metadata, as JSON').fill('{"scenario":"code-interpreter","pace":"none"}');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('#text-stop:disabled').waitFor({ state: 'attached' });
    await page.locator('.figures:visible').getByText('completed').waitFor();
    await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
    await keep('playground-text');
  });

  it('show an image that was stored', async () => {
    await page.goto('about:blank');
    await page.goto(`${site.url}/#images`);
    await page.getByRole('button', { name: 'Draw', exact: true }).click();
    await page.getByRole('link', { name: 'Stored image' }).waitFor();
    await expect
      .poll(() => page.evaluate('document.querySelector(".picture img").naturalWidth'), { timeout: 30_000 })
      .toBe(1024);
    await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
    await keep('playground-images');
  });
});
