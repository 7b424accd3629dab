import { dateless } from './model-name.ts';

/** Models OpenAI shuts down, by day (UTC). Source: its deprecations and model pages, read 2026-11-22. */
const shutdowns: Readonly<Record<string, string>> = {
  'sora-2': '2026-09-24',
  'sora-2-pro': '2026-09-24',
  'gpt-image-1': '2026-10-23',
  'gpt-image-1-mini': '2026-12-01',
  'gpt-image-1.5': '2026-12-01',
  'chatgpt-image-latest': '2026-12-01',
  'gpt-5': '2026-12-11',
  'gpt-5-mini': '2026-12-11',
  'gpt-5-nano': '2026-12-11',
  'gpt-5-pro': '2026-12-11',
  o3: '2026-12-11',
  'o3-pro': '2026-12-11',
  'gpt-4o': '2027-01-14',
  'gpt-4o-mini': '2027-01-14',
  'gpt-4.1': '2027-01-14',
  'gpt-4.1-mini': '2027-01-14',
  'whisper-1': '2027-02-26',
  'gpt-4o-transcribe': '2027-02-26',
  'gpt-4o-mini-transcribe': '2027-02-26',
  'gpt-5.1': '2027-04-01',
};

const NOTICE_MS = 30 * 24 * 60 * 60 * 1000;

/** A model's last day (`YYYY-MM-DD`), and whether it has begun. */
export interface ModelShutdown {
  readonly date: string;
  readonly past: boolean;
}

/**
 * The shutdown of a model, or of the model that a dated snapshot belongs to, where it is past or at most 30 days away;
 * else nothing. A shutdown counts as past from the start of its day, UTC.
 */
export function modelShutdown(model: string, now: Date): ModelShutdown | undefined {
  const name = Object.hasOwn(shutdowns, model) ? model : dateless(model);
  const date = Object.hasOwn(shutdowns, name) ? shutdowns[name] : undefined;
  if (date === undefined) return undefined;
  const ahead = Date.parse(date) - now.getTime();
  return ahead <= NOTICE_MS ? { date, past: ahead <= 0 } : undefined;
}
