const ROUNDS = 5;

/**
 * How many times the CPU of `small` `large` takes. Both in turns, and of each the least: other work on the machine can only
 * add to a run, so the least is nearest to what it takes by itself. One of `small` before warms up.
 */
export async function cpuGrowth(small: () => unknown, large: () => unknown): Promise<number> {
  let smallMs = Number.POSITIVE_INFINITY;
  let largeMs = Number.POSITIVE_INFINITY;
  await small();
  for (let round = 0; round < ROUNDS; round += 1) {
    smallMs = Math.min(smallMs, await cpuMs(small));
    largeMs = Math.min(largeMs, await cpuMs(large));
  }
  return largeMs / smallMs;
}

async function cpuMs(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
