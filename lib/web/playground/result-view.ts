import { failureOf } from './api-failure.ts';
import { element } from './element.ts';
import { drawFailure } from './failure-view.ts';
import { type Json, listOf, objectOf } from './frame.ts';
import type { Job } from './job-list.ts';
import { factsOf } from './picture-view.ts';
import { safeLink } from './safe-url.ts';
import { transcriptOf } from './transcript.ts';
import { transcriptView } from './transcript-view.ts';

/** Shows a whole response, as the archive or OpenAI has it. */
export function drawResult(place: HTMLElement, response: Json, { prompt }: Job): void {
  const answer = element('div', { class: 'answer' });
  const failed = element('div');
  const error = objectOf(response, 'error');
  drawFailure(failed, error && failureOf(error));
  const pictures = listOf(response, 'images').flatMap((facts) => {
    const url = safeLink(facts.url);
    if (url === undefined) return [];
    const image = element('img', { src: url, alt: prompt, decoding: 'async' });
    return [element('figure', { class: 'picture' }, image, element('figcaption', {}, ...factsOf({ facts, url })))];
  });
  const whole = element(
    'pre',
    { tabindex: '0', role: 'group', 'aria-label': 'Response as JSON' },
    JSON.stringify(response, undefined, 2),
  );
  transcriptView(answer).draw(transcriptOf(response));
  place.replaceChildren(
    element('h2', {}, prompt),
    failed,
    answer,
    ...pictures,
    element('details', {}, element('summary', {}, 'Response as JSON'), whole),
  );
  place.hidden = false;
  place.focus();
}
