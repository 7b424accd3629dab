import { fieldsOf } from '../json/fields.ts';

/**
 * USD per image, by model, quality and size. OpenAI has retired these models on 2026-05-12 and names no price any more; compatible upstreams
 * serve them. Source: https://platform.openai.com/docs/pricing of 2025 (Image generation).
 */
const PER_IMAGE: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>> = {
  'dall-e-2': { standard: { '256x256': 0.016, '512x512': 0.018, '1024x1024': 0.02 } },
  'dall-e-3': {
    standard: { '1024x1024': 0.04, '1024x1792': 0.08, '1792x1024': 0.08 },
    hd: { '1024x1024': 0.08, '1024x1792': 0.12, '1792x1024': 0.12 },
  },
};

/** What both draw where the request does not say. */
const DEFAULTS = { size: '1024x1024', quality: 'standard' };

/** What images of a model that is billed by the image cost, in USD; null for any other model, size or quality. */
export function dalleCost(request: unknown, images: number): number | null {
  const { model, size, quality } = fieldsOf(request);
  const each = own(own(own(PER_IMAGE, model), named(quality, DEFAULTS.quality)), named(size, DEFAULTS.size));
  return each === undefined ? null : Math.round(each * images * 1e9) / 1e9;
}

/** `auto`, and nothing, is the model's own choice. */
function named(value: unknown, choice: string): unknown {
  return value === undefined || value === null || value === 'auto' ? choice : value;
}

function own<Value>(rows: Readonly<Record<string, Value>> | undefined, name: unknown): Value | undefined {
  return rows !== undefined && typeof name === 'string' && Object.hasOwn(rows, name) ? rows[name] : undefined;
}
