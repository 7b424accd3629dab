/** USD per million tokens. */
export interface Rates {
  readonly input: number;
  /** Absent: the tier has no discount for cached input. */
  readonly cachedInput?: number;
  /** Absent: writing to the cache costs what input costs. */
  readonly cacheWrite?: number;
  /** Cache writes kept for 12 hours; absent: price not known. */
  readonly cacheWrite12h?: number;
  /** Output tokens, reasoning included, whose modality has no rate of its own below. */
  readonly output: number;
  readonly textOutput?: number;
  readonly imageInput?: number;
  readonly imageCachedInput?: number;
  readonly audioInput?: number;
  readonly audioCachedInput?: number;
  readonly audioOutput?: number;
}

/** What a tier is called here; `priority` is what OpenAI also calls Fast mode. */
export type PriceTier = 'standard' | 'flex' | 'batch' | 'priority';

/** A model's prices from a day on. A tier that is absent has no price that we know. */
export interface PriceRow extends Readonly<Partial<Record<PriceTier, Rates>>> {
  readonly model: string;
  /**
   * `YYYY-MM-DD`, UTC. The day of the model's first snapshot where no change of its price is known, else the day on which
   * the price was changed or the source was read: what a model cost before that is not known.
   */
  readonly effectiveFrom: string;
  readonly standard: Rates;
  /** More than 272,000 input tokens re-price the whole request: input and cache times 2, output times 1.5. */
  readonly longContext?: true;
  readonly source: string;
}
