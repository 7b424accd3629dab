import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { chromiumPath, NO_CHROMIUM, openBrowser, type Site, startSite } from './browser.ts';

// Of one test file: each runs in a process of its own, and each test opens a page of its own.
export let site: Site;
/** The page that the last `open()` opened. */
export let page: Page;
/** What that page has thrown, and what its policy has refused. */
export let faults: string[];
let browser: Browser;

/**
 * Starts site and browser for the tests of the file that calls it; without a Chromium it says why they are skipped.
 *
 * @param environment variables of the functions
 */
export function setUpPlayground(environment: () => Promise<Readonly<Record<string, string>>> = async () => ({})): void {
  if (chromiumPath === undefined) {
    // Here, not in a hook: Vitest runs none where every test is skipped.
    process.stderr.write(`test/browser is skipped. ${NO_CHROMIUM}\n`);
    return;
  }
  beforeAll(async () => {
    const variables = await environment();
    [site, browser] = await Promise.all([startSite({ pollEverySeconds: 1, environment: variables }), openBrowser()]);
  });
  afterEach(async () => {
    await page?.close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
}

/** Opens the playground, with nothing kept of another visit. */
export async function open(options: Parameters<Browser['newPage']>[0] = {}, tab = ''): Promise<void> {
  faults = [];
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${site.url}/${tab}`);
}

/** The tab that is open. */
export const panel = () => page.getByRole('tabpanel');
export const button = (name: string) => page.getByRole('button', { name, exact: true });
export const answer = () => page.getByRole('region', { name: 'Answer' });
export const figure = (name: string) => page.locator('.figures:visible div', { hasText: name }).locator('dd');
export const textOfAnswer = async () => (await answer().locator('.message .text').textContent()) ?? '';

export async function fill(prompt: string, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
  await panel().getByLabel('Prompt').fill(prompt);
  const field = panel().getByLabel('Metadata, as JSON');
  if (!(await field.isVisible()))
    await panel()
      .getByText(/^(Advanced: metadata|More parameters)$/)
      .click();
  await field.fill(JSON.stringify(metadata));
}

export async function ended(status = 'completed'): Promise<void> {
  await figure('Status').getByText(status).waitFor();
  await page.locator('#text-stop:disabled').waitFor({ state: 'attached' });
}
