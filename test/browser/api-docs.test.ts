import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Endpoint, endpoints } from '../../lib/endpoints/table.ts';
import { chromiumPath, NO_CHROMIUM, openBrowser, type Site, startSite } from './browser.ts';

// A real browser, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const PATIENCE = { timeout: 30_000 };

describe.skipIf(!chromiumPath)(`the reference page${chromiumPath ? '' : ` (${NO_CHROMIUM})`}`, () => {
  let site: Site;
  let browser: Browser;
  let page: Page;
  /** Hosts that the page has asked, and what the browser has refused or complained of. */
  const hosts = new Set<string>();
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await startSite();
    browser = await openBrowser();
    page = await browser.newPage();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text());
    });
    await page.goto(`${site.url}/api-docs`);
    await page.locator('.opblock').first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** The block of an operation, opened. */
  async function open(method: string, path: string) {
    const block = page.locator(`.opblock-${method}`, { has: page.locator(`[data-path="${path}"]`) });
    if (!(await block.locator('.opblock-body').isVisible())) await block.locator('.opblock-summary-control').click();
    return block;
  }

  it('lists every endpoint of the service’s own dialect', async () => {
    const shown = await page
      .locator('.opblock-summary-path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('data-path')));
    const own = (endpoints as readonly Endpoint[]).flatMap(({ paths }) => paths.service ?? []);
    expect(new Set(shown)).toEqual(new Set(own));
  });

  it('sends a request, and shows its answer', async () => {
    const block = await open('get', '/api/health');
    await block.getByRole('button', { name: 'Execute' }).click();
    await expect.poll(() => block.locator('.live-responses-table').textContent(), PATIENCE).toContain('"status": "ok"');
  });

  it('sends a request that is streamed, and shows its frames', async () => {
    const block = await open('post', '/api/responses/text/stream');
    await block.locator('textarea').fill(JSON.stringify({ input: 'Hello', metadata: { pace: 'none' } }));
    await block.getByRole('button', { name: 'Execute' }).click();
    await expect
      .poll(() => block.locator('.live-responses-table').textContent(), PATIENCE)
      .toContain('event: response.completed');
  });

  it('asks no other host, and nothing that its policy forbids', () => {
    expect([...hosts]).toEqual([site.url]);
    expect(complaints).toEqual([]);
  });
});
