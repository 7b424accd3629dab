import { describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { chromiumPath } from './browser.ts';
import { button, ended, fill, open, page, setUpPlayground, textOfAnswer } from './playground-page.ts';

setUpPlayground();

describe.skipIf(!chromiumPath)('the playground for everybody', () => {
  it('works with the keyboard alone', async () => {
    await open();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = () =>
      page.evaluate<string>('document.activeElement.textContent.trim() || document.activeElement.name');
    await page.locator('#tab-text').focus();
    await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(await focused()).toBe('Text');
    await press('Tab');
    await page.keyboard.type(' From the keyboard.');
    for (let steps = 0; (await focused()) !== 'Send' && steps < 30; steps += 1) await press('Tab');
    await press('Enter');
    await ended();
    expect(await textOfAnswer()).toContain('From the keyboard.');
    await page.locator('#tab-text').focus();
    await press('ArrowRight');
    expect(await page.getByRole('tabpanel', { name: 'Images' }).isVisible()).toBe(true);
  });

  it('links to the reference where there is one, and only there', async () => {
    await open();
    const link = page.getByRole('link', { name: 'API reference' });
    await link.waitFor();
    await page.route('**/api-docs', (route) => route.fulfill({ status: 404, json: { error_code: 'route_not_found' } }));
    const asked = page.waitForResponse('**/api-docs');
    await page.reload();
    await (await asked).finished();
    expect(await link.isVisible()).toBe(false);
  });

  it('tells who listens how it goes, by sentences', async () => {
    await open();
    await page.evaluate(
      `window.said = []; new MutationObserver(() => window.said.push(document.getElementById('live').textContent)).observe(document.getElementById('live'), { childList: true })`,
    );
    await fill('Say hello.');
    await button('Send').click();
    await ended();
    const said = await page.evaluate<string[]>('window.said');
    expect(said.length).toBeLessThan(6);
    expect(said.join(' ')).toContain('always the same for the same prompt');
  });

  it.each(['#text', '#images', '#background'])('has no scroll sideways at 360 px (%s)', async (tab) => {
    await open({ viewport: { width: 360, height: 740 } }, tab);
    await fill('A_very_long_word_'.repeat(20), { pace: 'none' });
    await page.getByRole('tabpanel').locator('[type=submit]').click();
    await page
      .getByText(/completed|queued/)
      .first()
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  it.each([
    ['light', '#text'],
    ['dark', '#text'],
    ['light', '#images'],
    ['dark', '#images'],
    ['light', '#background'],
    ['dark', '#background'],
  ] as const)('has no serious finding of axe-core in %s (%s)', async (colorScheme, tab) => {
    await open({ colorScheme }, tab);
    await page.getByText('Settings').click();
    await fill('Go.', tab === '#text' ? { scenario: 'code-interpreter', pace: 'none' } : { pace: 'none' });
    await page.getByRole('tabpanel').locator('[type=submit]').click();
    await page.getByText('completed').first().waitFor();
    if (tab === '#background') await page.getByRole('button', { name: 'Open: Go.' }).click();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('says that no usage is kept where access is off', async () => {
    await open({}, '#usage');
    await button('Show').click();
    await page.getByRole('tabpanel').getByText('access is off').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows errors without a serious finding of axe-core', async () => {
    await open({ colorScheme: 'dark' });
    await fill('Go.', { scenario: 'quota' });
    await button('Send').click();
    await page.getByRole('alert').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
