import { formatCost, formatCount, formatDuration } from './format-figures.ts';
import { numberOf, objectOf } from './frame.ts';
import type { Transcript } from './transcript.ts';

/** A name and its value, for a list of figures. */
export type Figure = readonly [name: string, value: string];

/** What is known of a response by now; what is not known yet is left out. */
export function usageFigures(
  transcript: Transcript,
  { events, elapsedMs }: { events: number; elapsedMs: number },
): Figure[] {
  const { usage, cost, model, status, incompleteReason } = transcript;
  const input = numberOf(usage, 'input_tokens');
  const output = numberOf(usage, 'output_tokens');
  const cached = numberOf(objectOf(usage, 'input_tokens_details'), 'cached_tokens');
  const reasoning = numberOf(objectOf(usage, 'output_tokens_details'), 'reasoning_tokens');
  const figures: (Figure | undefined)[] = [
    ['Status', incompleteReason === undefined ? status.replaceAll('_', ' ') : `${status}: ${incompleteReason}`],
    model === undefined ? undefined : ['Model', model],
    ['Time', formatDuration(elapsedMs)],
    ['Events', formatCount(events)],
    input === undefined
      ? undefined
      : ['Input tokens', formatCount(input) + (cached ? `, ${formatCount(cached)} cached` : '')],
    output === undefined
      ? undefined
      : ['Output tokens', formatCount(output) + (reasoning ? `, ${formatCount(reasoning)} reasoning` : '')],
    cost === undefined ? undefined : ['Cost, estimated', formatCost(cost)],
  ];
  return figures.filter((figure) => figure !== undefined);
}
