import type { PriceTier } from './price-row.ts';

/** OpenAI's `service_tier`. `scale` and `ultrafast` have no public price. */
const tiers: Readonly<Record<string, PriceTier>> = {
  default: 'standard',
  // Some finished responses still say so; it means `default` unless the project is set up otherwise.
  auto: 'standard',
  flex: 'flex',
  batch: 'batch',
  priority: 'priority',
  fast: 'priority',
};

/** The tier in which a response is priced that names this one; undefined where it has no price. */
export function priceTier(serviceTier: string): PriceTier | undefined {
  return Object.hasOwn(tiers, serviceTier) ? tiers[serviceTier] : undefined;
}
