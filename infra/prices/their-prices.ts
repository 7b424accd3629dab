import { findProvider, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';

/** A rate of genai-prices: one number, or one for short requests and one for those of more than `start` tokens. */
export interface TheirRate {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

/** OpenAI's models as genai-prices has them. */
export function theirModels(): readonly ModelInfo[] {
  const provider = findProvider({ providerId: 'openai' });
  if (!provider) throw new Error('@pydantic/genai-prices has no provider openai');
  return provider.models;
}

type Match = ModelInfo['match'];

/** Whether a rule of genai-prices is about a model. */
function matches(rule: Match, model: string): boolean {
  if ('or' in rule) return rule.or.some((part) => matches(part, model));
  if ('and' in rule) return rule.and.every((part) => matches(part, model));
  if ('equals' in rule) return rule.equals === model;
  if ('starts_with' in rule) return model.startsWith(rule.starts_with);
  if ('ends_with' in rule) return model.endsWith(rule.ends_with);
  return 'contains' in rule ? model.includes(rule.contains) : new RegExp(rule.regex).test(model);
}

/** What genai-prices has of a model. */
export function theirModel(models: readonly ModelInfo[], model: string): ModelInfo | undefined {
  return models.find(({ match }) => matches(match, model));
}

/** The prices of a model on a day: the last of those that had begun. */
export function theirPrices({ prices }: ModelInfo, day: string): ModelPrice {
  if (!Array.isArray(prices)) return prices;
  const begun = prices.filter(
    ({ constraint }) => !constraint || (constraint.type === 'start_date' && constraint.start_date <= day),
  );
  return begun.at(-1)?.prices ?? {};
}

/** A rate of a price; undefined where it has none. */
export function theirRate(price: ModelPrice, key: string): TheirRate | undefined {
  const rate = price[key];
  return typeof rate === 'number' ? { base: rate, tiers: [] } : rate;
}
