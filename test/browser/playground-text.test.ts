import { describe, expect, it } from 'vitest';
import { chromiumPath } from './browser.ts';
import {
  answer,
  button,
  ended,
  faults,
  figure,
  fill,
  open,
  page,
  panel,
  setUpPlayground,
  site,
  textOfAnswer,
} from './playground-page.ts';

const DELTAS = 2000;

setUpPlayground();

describe.skipIf(!chromiumPath)('text in the playground', () => {
  it('streams to its end, with the events counted and what it cost', async () => {
    await open();
    await fill('Say hello.', { pace: 'none' });
    await button('Send').click();
    await ended();
    expect(await textOfAnswer()).toContain('You wrote: “Say hello.”');
    expect(await figure('Cost, estimated').textContent()).toMatch(/^\$0\.\d+$/);
    expect(await figure('Output tokens').textContent()).toMatch(/^\d+/);
    expect(await page.getByRole('list', { name: 'Events by type' }).textContent()).toMatch(/output_text\.delta \d\d/);
    expect(faults).toEqual([]);
  });

  it('shows tokens before the end', async () => {
    await open();
    await fill('Go on.', { scenario: 'long-text', deltas: '300' });
    await button('Send').click();
    await answer().getByText('The tide comes in').waitFor();
    expect(await figure('Status').textContent()).toBe('in progress');
    await button('Stop').click();
  });

  it('folds the reasoning', async () => {
    await open();
    await fill('Why?', { pace: 'none' });
    await panel().getByLabel('Reasoning').selectOption('medium');
    await button('Send').click();
    await ended();
    const thoughts = page.getByText('Reading the question');
    expect(await thoughts.isVisible()).toBe(false);
    await answer().getByText('Reasoning', { exact: true }).click();
    expect(await thoughts.isVisible()).toBe(true);
  });

  it.each([
    ['code-interpreter', 'Code interpreter', ['squares = [n ** 2 for n in range(6)]', '[0, 1, 4, 9, 16, 25]']],
    ['web-search', 'Web search', ['https://example.com/tides', 'https://example.org/almanac']],
    ['file-search', 'File search', ['tides.md', 'The harbour gate closes']],
    ['function-call', 'Function', ['get_weather', '"location": "example location"']],
    ['custom-tool', 'Custom tool', ['note the request']],
    ['mcp', 'MCP', ['look_up']],
    ['shell', 'Shell call', ['commands']],
  ])('shows the tool call of %s as a card', async (scenario, title, parts) => {
    await open();
    await fill('Go.', { scenario, pace: 'none' });
    await button('Send').click();
    await ended();
    const card = page.getByRole('article', { name: title, exact: true });
    for (const part of parts) expect(await card.textContent()).toContain(part);
  });

  it('shows the pictures of the code interpreter and links the pages of a search', async () => {
    await open();
    await fill('Go.', { scenario: 'code-interpreter', pace: 'none' });
    await button('Send').click();
    await ended();
    expect(await page.getByAltText('Picture of the tool').getAttribute('src')).toMatch(/^data:image\/png;base64,/);
    await fill('Go.', { scenario: 'web-search', pace: 'none' });
    await button('Send').click();
    await ended();
    const link = answer().getByRole('link', { name: 'A harbour almanac' });
    expect(await link.getAttribute('href')).toBe('https://example.org/almanac');
    expect(await link.getAttribute('rel')).toContain('noopener');
  });

  it('goes on with a stream that was cut, to the same text', async () => {
    const metadata = { scenario: 'long-text', deltas: '200' };
    await open();
    await fill('Go on.', { ...metadata, pace: 'none' });
    await button('Send').click();
    await ended();
    const uncut = await textOfAnswer();
    await fill('Go on.', metadata);
    await button('Send').click();
    await answer().getByText('drawn a little anew').waitFor();
    await button('Cut the connection').click();
    const connection = page.getByRole('list', { name: 'Connection' });
    await connection.getByText(/Cut after event \d+/).waitFor();
    await connection.getByText(/Resumed with Last-Event-ID: \d+/).waitFor();
    await ended();
    expect(await textOfAnswer()).toBe(uncut);
    expect(await page.locator('.failure').count()).toBe(0);
  });

  it('goes on by itself after a network failure', async () => {
    await open();
    const cut = Promise.withResolvers<void>();
    let resumes = 0;
    await page.route('**/stream', async (route) => {
      if (route.request().method() === 'POST') return route.continue();
      resumes += 1;
      if (resumes === 1) return route.abort('connectionfailed');
      cut.resolve();
      return route.continue();
    });
    await fill('Go on.', { scenario: 'long-text', deltas: '150' });
    await button('Send').click();
    await answer().getByText('The tide comes in').waitFor();
    await button('Cut the connection').click();
    await cut.promise;
    await ended();
    expect(resumes).toBe(2);
  });

  it('says that a stream which is not resumable was lost', async () => {
    await open();
    await panel().getByLabel('Resumable').uncheck();
    await page.route('**/api/responses/text/stream', (route) => route.abort('connectionreset'));
    await button('Send').click();
    expect(await page.getByRole('alert').textContent()).toContain('The API cannot be reached.');
  });

  it('stops, and cancels what runs in the background', async () => {
    await open();
    await fill('Go on.', { scenario: 'long-text', deltas: '2000' });
    await button('Send').click();
    await answer().getByText('The tide comes in').waitFor();
    const cancelled = page.waitForResponse((response) => response.url().endsWith('/cancel'));
    await button('Stop').click();
    expect(await (await cancelled).json()).toMatchObject({ status: 'cancelled' });
    await page.locator('#text-stop:disabled').waitFor({ state: 'attached' });
    const before = await textOfAnswer();
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    expect(await textOfAnswer()).toBe(before);
  });

  it('copies the request as a curl command that works, without the key', async () => {
    await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText('Settings').click();
    await page.getByLabel('API key').fill('secret-key');
    await fill("It's a quote", { pace: 'none' });
    await button('Copy as curl').click();
    await page.getByText('Copied.').waitFor();
    const command = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(command).toContain(`curl -N '${site.url}/api/responses/text/stream'`);
    expect(command).toContain(String.raw`It'\''s a quote`);
    expect(command).toContain('x-api-key: $API_KEY');
    expect(command).not.toContain('secret-key');
  });

  it('shows message, hint, parameter and request ID of a refusal', async () => {
    await open();
    await fill('Go.', { scenario: 'quota' });
    await button('Send').click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const text = await alert.textContent();
    expect(text).toContain('You exceeded your current quota');
    expect(text).toContain('add credit');
    expect(text).toContain('insufficient_quota');
    expect(text).toMatch(/req_[0-9a-f]{32}/);
  });

  it('shows every problem of a request that has several', async () => {
    await open();
    await page.route('**/api/responses/text/stream', (route) =>
      route.continue({ postData: JSON.stringify({ input: 'Hi', temperature: 3, top_p: 9 }) }),
    );
    await button('Send').click();
    const text = await page.getByRole('alert').textContent();
    expect(text).toContain('2 problems');
    expect(text).toContain('temperature must be between 0 and 2');
    expect(text).toContain('top_p');
  });

  it('shows an error that comes in the stream beside what came before it', async () => {
    await open();
    await fill('Go.', { scenario: 'error-mid-stream', pace: 'none' });
    await button('Send').click();
    await page.getByRole('alert').getByText('The model failed to generate a response.').waitFor();
    expect(await textOfAnswer()).toContain('You wrote');
  });

  it('says what is wrong with metadata that is no JSON', async () => {
    await open();
    await fill('Go.');
    await panel().getByLabel('Metadata, as JSON').fill('{');
    await button('Send').click();
    expect(await page.getByRole('alert').textContent()).toContain('Metadata wants a JSON object');
  });

  it('shows what a hostile model says as text, and runs none of it', async () => {
    const hostile = '<img src=x onerror="window.owned=1"><script>window.owned=2</script>[a](javascript:window.owned=3)';
    await open();
    await fill(hostile, { pace: 'none' });
    await panel().getByLabel('Reasoning').selectOption('low');
    await button('Send').click();
    await ended();
    expect(await textOfAnswer()).toContain(hostile);
    expect(await answer().locator('img, script, a').count()).toBe(0);
    expect(await page.evaluate('window.owned')).toBeUndefined();
  });

  it(`draws ${DELTAS} events at once without a task of 50 ms`, async () => {
    // The machine's other work can only make a task longer: what the page itself takes is in the best of three fresh pages.
    let tasks: unknown;
    for (let round = 1; round <= 3; round += 1) {
      tasks = await longTasksOf(drawDeltas);
      if (Array.isArray(tasks) && tasks.length === 0) break;
    }
    expect(tasks).toEqual([]);
  });
});

async function drawDeltas(): Promise<void> {
  await button('Send').click();
  await ended();
  expect(Number((await figure('Events').textContent())?.replace(',', ''))).toBeGreaterThan(DELTAS);
  expect((await textOfAnswer()).split(' ')).toHaveLength(DELTAS);
  expect(await page.getByRole('group', { name: 'The last 200 events' }).locator('li').count()).toBe(200);
}

/** Milliseconds of each task that was too long (Longtask entries are by definition those over 50 ms) in a fresh page. */
async function longTasksOf(act: () => Promise<void>): Promise<unknown> {
  await open();
  await fill('Go on.', { scenario: 'long-text', deltas: String(DELTAS), pace: 'none' });
  await page.evaluate(
    `window.tasks = []; new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })`,
  );
  // One on purpose: the observer sees it.
  await page.evaluate('setTimeout(() => { for (const until = performance.now() + 80; performance.now() < until; ); })');
  await expect.poll(() => page.evaluate('window.tasks.splice(0).length')).toBe(1);
  await act();
  const tasks: unknown = await page.evaluate('window.tasks');
  await page.close();
  return tasks;
}
