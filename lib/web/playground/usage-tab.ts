import { announcer } from './announcer.ts';
import type { ApiRequest, Send } from './api-client.ts';
import { failureOfThrown } from './api-failure.ts';
import { copyText } from './copy-text.ts';
import { curlText } from './curl-text.ts';
import { elementOf } from './element.ts';
import { drawFailure } from './failure-view.ts';
import { fieldText } from './form-values.ts';
import { isJson, listOf } from './frame.ts';
import type { Settings } from './settings.ts';
import { usageTable } from './usage-table.ts';

/** The tab of what a key has used, and what that cost. */
export function startUsageTab(send: Send, settings: Settings): void {
  const form = elementOf('usage-form', HTMLFormElement);
  const note = elementOf('usage-note', HTMLElement);
  const empty = elementOf('usage-empty', HTMLElement);
  const error = elementOf('usage-error', HTMLElement);
  const table = elementOf('usage-table', HTMLElement);
  const voice = announcer(elementOf('live', HTMLElement));
  // Where it is wider than the screen, the keyboard scrolls it.
  table.tabIndex = 0;

  function say(text: string): void {
    empty.textContent = text;
    empty.hidden = text === '';
  }

  async function show(): Promise<void> {
    drawFailure(error, undefined);
    note.textContent = '';
    const answer = await send(usageRequest(new FormData(form)));
    const report: unknown = await answer.json();
    if (!isJson(report)) throw new Error('The answer is no report.');
    const { length } = listOf(report, 'rows');
    say(length === 0 ? 'Nothing was used in these days.' : '');
    table.replaceChildren(usageTable(report));
    voice.say(`Usage, ${length} ${length === 1 ? 'row' : 'rows'}.`);
  }

  function showFailure(thrown: unknown): void {
    const failure = failureOfThrown(thrown);
    table.replaceChildren();
    // No failure of anybody's: there are no callers to tell apart.
    const isOff = failure.code === 'usage_not_kept';
    say(isOff ? [failure.message, failure.hint].join(' ') : '');
    if (isOff) voice.say(failure.message);
    else drawFailure(error, failure);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show().catch(showFailure);
  });
  elementOf('usage-curl', HTMLButtonElement).addEventListener('click', () => {
    const options = { base: new URL('.', location.href).href, keys: settings, streams: false };
    void copyText(curlText(usageRequest(new FormData(form)), options), note);
  });
}

function usageRequest(data: FormData): ApiRequest {
  const fields = ['from', 'to', 'by'].map((name) => [name, fieldText(data, name)]);
  const query = new URLSearchParams(fields.filter(([, value]) => value !== ''));
  return { method: 'GET', path: `api/usage?${query}` };
}
