import { fieldsOf } from '../json/fields.ts';

/** USD per million characters, of models that are billed by them. Source: developers.openai.com/api/docs/pricing (Speech generation). */
const PER_MILLION: Readonly<Record<string, number>> = {
  'tts-1': 15,
  'tts-1-1106': 15,
  'tts-1-hd': 30,
  'tts-1-hd-1106': 30,
};

/** What speaking a text costs, in USD; null where the model is billed by tokens, or its price is not known. */
export function speechCost(request: unknown): number | null {
  const { model, input } = fieldsOf(request);
  if (typeof model !== 'string' || typeof input !== 'string' || !Object.hasOwn(PER_MILLION, model)) return null;
  return Math.round([...input].length * (PER_MILLION[model] ?? 0) * 1000) / 1e9;
}
