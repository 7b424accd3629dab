import type { Model } from 'openai/resources/models';

/** The names it knows: those of OpenAI's price list and the older ones that callers still send. */
const FAMILIES = [
  'gpt-6.2-astra gpt-6.2-astra-law gpt-6.2-sol gpt-6.1-sol gpt-6.1-terra gpt-6-astra gpt-6-luna gpt-6-sol',
  'gpt-5.6-luna gpt-5.6-sol gpt-5.6-terra gpt-5.5 gpt-5.5-pro gpt-5.4 gpt-5.4-mini gpt-5.4-nano gpt-5.4-pro',
  'gpt-5.3-codex gpt-5.2 gpt-5.2-pro gpt-5.1 gpt-5 gpt-5-mini gpt-5-nano gpt-5-pro',
  'gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4o gpt-4o-mini gpt-4-turbo gpt-4 gpt-3.5-turbo chatgpt-4o-latest',
  'o1 o1-pro o3 o3-mini o3-pro o3-deep-research o4-mini o4-mini-deep-research computer-use-preview',
  'gpt-audio-1.5 gpt-image-1 gpt-image-1-mini gpt-image-1.5 gpt-image-2 gpt-image-2.5-flare gpt-image-2.5-sunburst',
  'gpt-image-2.6-flare gpt-image-2.6-sunburst gpt-4o-mini-transcribe gpt-4o-mini-tts gpt-4o-transcribe gpt-transcribe',
  'whisper-1 tts-1 sora-2 sora-2-pro text-embedding-3-small text-embedding-3-large text-embedding-ada-002',
  'omni-moderation-latest omni-moderation-2024-09-26',
];

/** All of them, without their snapshots. */
export const MODELS: readonly Model[] = FAMILIES.flatMap((names) => names.split(' ')).map((id, index) => ({
  id,
  object: 'model',
  created: 1_760_000_000 + index,
  owned_by: 'system',
}));

/** A known name, a dated snapshot of one, or a fine-tuned one. */
export function findModel(name: string): Model | undefined {
  const base = MODELS.some(({ id }) => id === name) ? name : withoutSuffix(name);
  const model = MODELS.find(({ id }) => id === base);
  return model && { ...model, id: name };
}

const withoutSuffix = (name: string): string =>
  name
    .replace(/^ft:/, '')
    .replace(/:.*$/, '')
    .replace(/-\d{4}-\d{2}-\d{2}$/, '');
