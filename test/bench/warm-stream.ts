import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionHost } from '../../infra/local/lambda/function-host.ts';
import { type Bench, type Benched, imageEvent, streamEvent } from './bench-host.ts';
import { cpuMilliseconds, residentMiB } from './process-figures.ts';

async function drain(host: FunctionHost, name: Benched, metadata: Readonly<Record<string, string>>): Promise<number> {
  const { body, pid } = await host.invoke(name, streamEvent(metadata, name));
  for await (const _chunk of body);
  return pid;
}

/** Streams before the first that counts, and those that do: V8 has then compiled what runs often. */
const WARMING = 3;
const COUNTED = 6;

/** CPU milliseconds of a warm function process for 1,000 streamed events, upstream sending as fast as it can. */
export async function cpuPerThousandEvents(bench: Bench, name: Benched, events: number): Promise<number> {
  const host = await bench.host();
  try {
    let pid = 0;
    for (let stream = 0; stream < WARMING; stream += 1) pid = await drain(host, name, { events: String(events) });
    const before = cpuMilliseconds(pid);
    for (let stream = 0; stream < COUNTED; stream += 1) await drain(host, name, { events: String(events) });
    return ((cpuMilliseconds(pid) - before) / events / COUNTED) * 1000;
  } finally {
    await host.close();
  }
}

/** Milliseconds from the upstream's write of an event to its arrival here, one figure an event. */
export async function eventDelays(bench: Bench, name: Benched | 'direct', events: number): Promise<number[]> {
  const host = await bench.host();
  const metadata = { events: String(events), pace: '5' };
  try {
    if (name !== 'direct') await drain(host, name, { events: '2000' });
    const body =
      name === 'direct' ? await direct(bench, metadata) : (await host.invoke(name, streamEvent(metadata, name))).body;
    const delays: number[] = [];
    for await (const chunk of body) {
      const arrived = process.hrtime.bigint();
      for (const [, stamp] of Buffer.from(chunk as Uint8Array)
        .toString('latin1')
        .matchAll(/"t(\d+)t/g)) {
        delays.push(Number(arrived - BigInt(stamp ?? 0)) / 1e6);
      }
    }
    return delays;
  } finally {
    await host.close();
  }
}

async function direct(bench: Bench, metadata: Readonly<Record<string, string>>): Promise<AsyncIterable<unknown>> {
  const response = await fetch(`${bench.upstream}/responses`, { method: 'POST', body: JSON.stringify({ metadata }) });
  if (!response.body) throw new Error('The upstream sent no body');
  return response.body;
}

const CHARACTERS_A_DELTA = 4_000;

/** MiB that a function process takes above its idle state while it streams `megabytes` to a reader of 10 MB/s. */
export async function peakMemory(bench: Bench, name: Benched, megabytes: number): Promise<number> {
  const host = await bench.host();
  try {
    const pid = await drain(host, name, { events: '100' });
    const idle = residentMiB(pid, 'VmRSS');
    const events = Math.round((megabytes * 1e6) / CHARACTERS_A_DELTA);
    const { body } = await host.invoke(
      name,
      streamEvent({ events: String(events), padding: String(CHARACTERS_A_DELTA) }),
    );
    const started = performance.now();
    let read = 0;
    for await (const chunk of body) {
      read += (chunk as Uint8Array).byteLength;
      const ahead = read / 10_000 - (performance.now() - started);
      if (ahead > 5) await sleep(ahead);
    }
    if (read < megabytes * 1e6) throw new Error(`Only ${read} bytes of ${megabytes} MB arrived`);
    return residentMiB(pid, 'VmHWM') - idle;
  } finally {
    await host.close();
  }
}

/** How often the size of its base64 an image costs in memory, above the function's idle state. */
export async function imageMemory(bench: Bench, name: Benched, delivery: string, characters: number): Promise<number> {
  const host = await bench.host();
  const invoke = async (size: number): Promise<number> => {
    const { body, pid } = await host.invoke(name, imageEvent(name, size, delivery));
    let read = 0;
    for await (const chunk of body) read += (chunk as Uint8Array).byteLength;
    if (delivery !== 'url' && read < size) throw new Error(`Only ${read} bytes of an image of ${size} arrived`);
    return pid;
  };
  try {
    const pid = await invoke(4_000);
    const idle = residentMiB(pid, 'VmRSS');
    await invoke(characters);
    return ((residentMiB(pid, 'VmHWM') - idle) * 1024 * 1024) / characters;
  } finally {
    await host.close();
  }
}
