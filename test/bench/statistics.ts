/** The value below which `part` (0 to 1) of the values lie. Throws for no values: a bench that measured nothing has failed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  if (value === undefined) throw new Error('Nothing was measured');
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The median of the ratios of values measured in turn: what the machine does meanwhile happens to both. */
export function pairedRatio(values: readonly number[], floors: readonly number[]): number {
  return median(values.map((value, index) => value / (floors[index] ?? Number.NaN)));
}
