import { usdOf } from './amounts.ts';
import type { UsageSum } from './read-usage-ledger.ts';

/** What usage is summed up by. */
export type UsageKey = 'day' | 'model' | 'endpoint' | 'principal';

/** Sums as callers see them. */
export interface UsageFigures {
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
  readonly unpriced_requests: number;
}

/** Usage by a key, and all of it. */
export interface UsageReport {
  readonly rows: readonly (UsageFigures & { readonly key: string })[];
  readonly total: UsageFigures;
}

type Counts = Pick<UsageSum, 'requests' | 'inputTokens' | 'outputTokens' | 'nanos' | 'unpriced'>;

const NOTHING: Counts = { requests: 0n, inputTokens: 0n, outputTokens: 0n, nanos: 0n, unpriced: 0n };

/** Sums up what the ledger has, exactly. Days come in order; of anything else, what cost most comes first. */
export function sumUsage(sums: readonly UsageSum[], by: UsageKey): UsageReport {
  const byKey = new Map<string, Counts>();
  for (const sum of sums) byKey.set(sum[by], added(byKey.get(sum[by]) ?? NOTHING, sum));
  const inOrder = [...byKey].sort(([a, left], [b, right]) =>
    by === 'day' ? order(a, b) : order(right.nanos, left.nanos) || order(a, b),
  );
  return {
    rows: inOrder.map(([key, counts]) => ({ key, ...figures(counts) })),
    total: figures(sums.reduce<Counts>(added, NOTHING)),
  };
}

function added(left: Counts, right: Counts): Counts {
  return {
    requests: left.requests + right.requests,
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    nanos: left.nanos + right.nanos,
    unpriced: left.unpriced + right.unpriced,
  };
}

function figures({ requests, inputTokens, outputTokens, nanos, unpriced }: Counts): UsageFigures {
  return {
    requests: Number(requests),
    input_tokens: Number(inputTokens),
    output_tokens: Number(outputTokens),
    cost_usd: usdOf(Number(nanos)),
    unpriced_requests: Number(unpriced),
  };
}

function order<T extends string | bigint>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
