import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Capacity } from '../../../infra/local/lambda/capacity.ts';
import { type FunctionHost, startFunctionHost } from '../../../infra/local/lambda/function-host.ts';
import { startStack } from '../../support/stack.ts';
import { type TemporaryFunctions, writeFunctions } from '../../support/temporary-functions.ts';

const streaming = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} });
  out.write('pid '); out.end(String(process.pid));
});`;

let functions: TemporaryFunctions;
let host: FunctionHost | undefined;
beforeAll(async () => {
  functions = await writeFunctions(
    {
      one: streaming,
      other: streaming,
      hangs: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));',
      // Buffers: V8 counts none of them.
      hungry: `const kept = [];
        export const handler = async ({ mebibytes }) => {
          kept.push(Buffer.alloc(mebibytes * 2 ** 20, 1));
          return mebibytes;
        };`,
      // Heap: what V8 is told to stay below.
      growing: 'export const handler = async () => { const kept = []; for (;;) kept.push({ kept: kept.length }); };',
    },
    { hungry: { memoryMiB: 256 }, growing: { memoryMiB: 128 } },
  );
});
afterAll(() => functions.remove());
afterEach(() => host?.close());

async function start(capacity: Partial<Capacity>): Promise<FunctionHost> {
  const { functionsDirectory, endpoints } = functions;
  host = await startFunctionHost({ functionsDirectory, endpoints, environment: {}, capacity });
  return host;
}

describe('invocations at the same time', () => {
  it('are all answered, by no more processes than there is room for', async () => {
    const running = await start({ processes: 3, starts: 1 });
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) =>
        text((await running.invoke(index % 2 ? 'one' : 'other', {})).body),
      ),
    );
    expect(answers).toHaveLength(60);
    expect(answers.every((answer) => /^pid \d+$/.test(answer))).toBe(true);
    expect(running.processes('one').length + running.processes('other').length).toBeLessThanOrEqual(3);
  });

  it('beyond the cap are throttled at once, and the others go on', async () => {
    const running = await start({ concurrency: 2, processes: 1 });
    const hanging = running.invoke('hangs', {});
    hanging.catch(() => {});
    const waiting = running.invoke('one', {});
    waiting.catch(() => {});
    await expect(running.invoke('one', {})).rejects.toMatchObject({ failure: 'throttled' });
  });

  it('for which no process becomes free in time are throttled', async () => {
    const running = await start({ processes: 1, waitMilliseconds: 50 });
    running.invoke('hangs', {}).catch(() => {});
    await expect(running.invoke('hangs', {})).rejects.toMatchObject({ failure: 'throttled' });
  });

  it('that are throttled are answered 429, with when to come again', async () => {
    const { functionsDirectory, endpoints } = functions;
    const stack = await startStack({ functionsDirectory, endpoints, capacity: { concurrency: 0 } });
    const response = await stack.post('/api/one', {});
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await response.json()).toMatchObject({ error_code: 'too_many_requests', retry_after_seconds: 1 });
    await stack.close();
  });
});

describe("a function's memory", () => {
  it('is enough for what is below it', async () => {
    const running = await start({});
    const { body } = await running.invoke('hungry', { mebibytes: 64 });
    expect(await text(body)).toContain('64');
  });

  it.runIf(process.platform === 'linux')('ends its process beyond it, buffers included', async () => {
    const running = await start({});
    await expect(running.invoke('hungry', { mebibytes: 300 })).rejects.toMatchObject({
      failure: 'exit',
      message: expect.stringContaining('256 MiB used'),
    });
  });

  it('bounds the heap', async () => {
    const running = await start({});
    await expect(running.invoke('growing', {})).rejects.toMatchObject({ failure: 'exit' });
  });
});
