import { fieldsOf } from '../json/fields.ts';
import { dateless } from './model-name.ts';

/** What OpenAI makes where a request does not say. Source: openai 7.59, `VideoCreateParams`. */
export const DEFAULT_VIDEO = { model: 'sora-2', seconds: '4', size: '720x1280' } as const;

/** What prices go by. */
const RESOLUTIONS: Readonly<Record<string, string>> = {
  '720x1280': '720p',
  '1280x720': '720p',
  '1024x1792': '1024p',
  '1792x1024': '1024p',
};

/** USD for a second, by model and resolution. Source: developers.openai.com/api/docs/models (sora-2, sora-2-pro), read 2026-10. */
const PER_SECOND: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'sora-2': { '720p': 0.1 },
  'sora-2-pro': { '720p': 0.3, '1024p': 0.5 },
};

/**
 * What a video costs, in USD, by a request or by OpenAI's object of it; null where its model, size or length has no known price, and
 * of one that failed. `billed_seconds` go before `seconds`, which of an extension count what was there before.
 */
export function videoCost(video: unknown): number | null {
  const { model, size, seconds, billed_seconds: billed = seconds, status } = fieldsOf(video);
  if (typeof model !== 'string' || typeof size !== 'string' || status === 'failed') return null;
  const length = typeof billed === 'string' && /^\d+(?:\.\d+)?$/.test(billed) ? Number(billed) : billed;
  if (typeof length !== 'number' || !Number.isFinite(length)) return null;
  const name = own(PER_SECOND, model) ? model : dateless(model);
  const price = own(own(PER_SECOND, name) ?? {}, own(RESOLUTIONS, size) ?? '');
  return price === undefined ? null : Math.round(price * length * 1e9) / 1e9;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
