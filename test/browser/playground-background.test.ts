import { describe, expect, it } from 'vitest';
import { chromiumPath } from './browser.ts';
import { button, fill, open, page, setUpPlayground } from './playground-page.ts';

setUpPlayground();

describe.skipIf(!chromiumPath)('background responses in the playground', () => {
  it('starts one, polls it, opens its archived result and deletes it', async () => {
    await open({}, '#background');
    await page.getByText('Poll by itself').click();
    await fill('Count the waves.', { seconds: '1' });
    await button('Start').click();
    const job = page.getByRole('listitem').filter({ hasText: 'Count the waves.' });
    await job.getByText('queued').waitFor();
    await expect
      .poll(
        async () => {
          await job.getByRole('button', { name: 'Poll' }).click();
          return job.locator('.facts').textContent();
        },
        { timeout: 25_000, interval: 500 },
      )
      .toContain('from the archive');
    await job.getByRole('button', { name: 'Open' }).click();
    const result = page.getByRole('region', { name: 'Opened result' });
    await result.getByText('You wrote: “Count the waves.”').first().waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Background' }).waitFor();
    expect(await job.textContent()).toContain('completed');
    await job.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Nothing started yet.').waitFor();
    // The first poll of a background response comes 5 s after its start.
  }, 40_000);

  it('polls by itself, and cancels', async () => {
    await open({}, '#background');
    await fill('Wait.', { seconds: '60' });
    await button('Start').click();
    const job = page.getByRole('listitem').filter({ hasText: 'Wait.' });
    await job.getByText('in progress').waitFor();
    await job.getByRole('button', { name: 'Cancel' }).click();
    await job.getByText('cancelled').waitFor();
  });
});
