import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core found wrong, as far as tests read it. */
interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** The serious and critical findings of axe-core on what the page shows now, a line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Through the debugger, which the page's Content-Security-Policy does not stop.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run(document)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
