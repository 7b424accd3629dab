import { guardedEvent } from './access-cost.ts';
import type { Bench, Benched } from './bench-host.ts';

/** Milliseconds from spawning a process to its first poll. */
export async function initMilliseconds(bench: Bench, name: Benched): Promise<number> {
  const host = await bench.host();
  try {
    return (await host.start(name)).initMilliseconds;
  } finally {
    await host.close();
  }
}

/** Milliseconds from spawning a process for a request to the first byte of its streamed answer. */
export async function coldMilliseconds(
  bench: Bench,
  name: Benched,
  nodeArguments: readonly string[] = [],
): Promise<number> {
  const host = await bench.host(nodeArguments);
  try {
    const started = performance.now();
    const { body } = await host.invoke(name, guardedEvent(bench, name));
    let first = 0;
    for await (const _chunk of body) first ||= performance.now() - started;
    return first;
  } finally {
    await host.close();
  }
}
