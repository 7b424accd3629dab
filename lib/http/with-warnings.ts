import type { Answer } from '../context/answer.ts';

const HEADER = 'x-request-warnings';

/** An answer that also tells these warnings, after those that it tells already. */
export function withWarnings(answer: Answer, warnings: readonly string[]): Answer {
  if (warnings.length === 0) return answer;
  const told = answer.headers?.[HEADER];
  const all = told === undefined ? warnings : [told, ...warnings];
  return { ...answer, headers: { ...answer.headers, [HEADER]: all.join('; ') } };
}
