import { describe, expect, it } from 'vitest';
import { chromiumPath } from './browser.ts';
import { button, faults, open, page, panel, setUpPlayground } from './playground-page.ts';

setUpPlayground();

describe.skipIf(!chromiumPath)('images in the playground', () => {
  it('sharpens in place, and then shows the stored image', async () => {
    await open({}, '#images');
    // Seen from inside the page: from without, a partial image may come and go between two looks.
    await page.evaluate(`
      window.partials = {};
      new MutationObserver(() => {
        const picture = document.querySelector('.picture[data-stage="partial"]');
        if (picture) window.partials[picture.dataset.partials] ??= picture.querySelector('img').src;
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    `);
    await button('Draw').click();
    const picture = page.locator('.picture');
    const stored = page.getByRole('link', { name: 'Stored image' });
    await stored.waitFor();
    expect(await page.evaluate('Object.keys(window.partials)')).toEqual(['1', '2', '3']);
    expect(await page.evaluate('new Set(Object.values(window.partials)).size')).toBe(3);
    expect(await picture.count()).toBe(1);
    expect(await picture.locator('img').getAttribute('src')).toBe(await stored.getAttribute('href'));
    expect(await picture.textContent()).toContain('image/png · 1024 × 1024');
    await page.getByRole('list').locator('img[alt="A valley at sunset."]').waitFor();
    await expect.poll(() => page.evaluate('document.querySelector(".picture img").naturalWidth')).toBe(1024);
    expect(faults).toEqual([]);
  });

  it('sends what the form says', async () => {
    await open({}, '#images');
    await panel().getByLabel('Format').selectOption('webp');
    await panel().getByLabel('Size').fill('1024x640');
    await panel().getByLabel('Partial images').selectOption('0');
    await panel().getByLabel('Delivery').selectOption('base64');
    await panel().getByText('More parameters').click();
    await panel().getByLabel('Compression').fill('70');
    const sent = page.waitForRequest('**/api/responses/images/stream');
    await button('Draw').click();
    expect((await sent).postDataJSON()).toEqual({
      input: 'A valley at sunset.',
      image_format: 'webp',
      image_size: '1024x640',
      output_compression: 70,
      partial_images: 0,
      image_delivery: 'base64',
    });
    await page.getByText('Drawn', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.picture').textContent()).toContain('1024 × 640');
  });
});
