import { fieldsOf } from '../json/fields.ts';

/** USD a minute, of models that are billed by it. Source: developers.openai.com/api/docs/pricing (Transcription). */
const PER_MINUTE: Readonly<Record<string, number>> = { 'whisper-1': 0.006 };

/** What a transcription costs whose usage is its duration, in USD; null where that has no known price. */
export function transcriptionCost(model: string | undefined, usage: unknown): number | null {
  const { type, seconds } = fieldsOf(usage);
  if (type !== 'duration' || typeof seconds !== 'number' || model === undefined) return null;
  if (!Object.hasOwn(PER_MINUTE, model)) return null;
  return Math.round(((seconds * (PER_MINUTE[model] ?? 0)) / 60) * 1e9) / 1e9;
}
