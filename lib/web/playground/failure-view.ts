import type { Failure, Problem } from './api-failure.ts';
import { element } from './element.ts';

/** Shows a failure in `place`, or that there is none. */
export function drawFailure(place: HTMLElement, failure: Failure | undefined): void {
  place.replaceChildren();
  if (!failure) return;
  const { message, hint, code, statusCode, requestId, parameter, retryAfterSeconds, problems } = failure;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Code', code],
    ['Status', statusCode?.toString()],
    ['Parameter', problems.length > 1 ? undefined : parameter],
    ['Request ID', requestId],
    ['Try again in', retryAfterSeconds === undefined ? undefined : `${Math.ceil(retryAfterSeconds)} s`],
  ];
  const known = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [element('div', {}, element('dt', {}, name), element('dd', {}, value))],
  );
  const box = element('div', { class: 'failure', role: 'alert' });
  if (problems.length > 1) {
    box.append(
      element('p', { class: 'what' }, `${problems.length} problems`),
      element('ul', {}, ...problems.map(lineOf)),
    );
  } else {
    box.append(element('p', { class: 'what' }, message));
    if (hint) box.append(element('p', {}, hint));
  }
  if (known.length > 0) box.append(element('dl', { class: 'figures' }, ...known));
  place.append(box);
}

function lineOf({ parameter, message, hint }: Problem): HTMLElement {
  const where = parameter === undefined ? undefined : element('code', {}, parameter);
  return element('li', {}, where, where ? ' ' : undefined, message, hint ? element('small', {}, hint) : undefined);
}
