import { json, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type FunctionHost,
  type FunctionHostOptions,
  startFunctionHost,
} from '../../../infra/local/lambda/function-host.ts';
import type { FunctionLog } from '../../../infra/local/lambda/function-invocation.ts';
import { type TemporaryFunctions, writeFunctions } from '../../support/temporary-functions.ts';

/** A streaming handler around `body`, with `out` as its response stream and `event`. */
const streamed = (
  body: string,
) => `export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'content-type': 'text/plain' } });
  ${body}
});`;

let functions: TemporaryFunctions;
let host: FunctionHost | undefined;
let logs: FunctionLog[];

beforeAll(async () => {
  functions = await writeFunctions(
    {
      buffered: 'export const handler = async (event, context) => ({ pid: process.pid, event, context });',
      stream: streamed(`out.write('pid '); out.end(String(process.pid));`),
      late: `${streamed(`out.write('x'); out.end(); await new Promise((resolve) => setTimeout(resolve, 30));`)}`,
      throws: `export const handler = async () => { throw new RangeError('no such thing'); };`,
      'throws-streaming': streamed(`throw new RangeError('no such thing');`),
      'throws-midway': streamed(`out.write('half'); throw new RangeError('half way');`),
      exits: 'export const handler = async (event) => { if (event.exit) process.exit(3); return process.pid; };',
      'exits-midway': streamed(`
        if (!event.exit) return void (out.write(String(process.pid)), out.end());
        out.write('half', () => process.exit(3));
        await new Promise(() => setInterval(() => {}, 1000));`),
      hangs: streamed(`
        if (!event.hang) return void (out.write(String(context.getRemainingTimeInMillis())), out.end());
        if (event.first) out.write(event.first);
        await new Promise(() => setInterval(() => {}, 1000));`),
      'cannot-load': `throw new TypeError('bad import');`,
      large: `export const handler = async (event) => 'x'.repeat(event.bytes);`,
      prints: `export const handler = async () => { process.stdout.write('plain\\n'); console.log('%s', 'said'); process.stderr.write('unfinished'); };`,
    },
    { hangs: { timeoutSeconds: 0.4 } },
  );
});
afterAll(() => functions.remove());
afterEach(() => host?.close());

async function start(options: Partial<FunctionHostOptions> = {}): Promise<FunctionHost> {
  logs = [];
  const { functionsDirectory, endpoints } = functions;
  const onLog = (log: FunctionLog) => void logs.push(log);
  host = await startFunctionHost({ functionsDirectory, endpoints, environment: {}, onLog, ...options });
  return host;
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('function host', () => {
  it('hands event and context to the handler', async () => {
    const { body, requestId, pid } = await (await start()).invoke('buffered', { a: 'é' });
    expect(await json(body)).toMatchObject({
      pid,
      event: { a: 'é' },
      context: {
        awsRequestId: requestId,
        functionName: 'buffered',
        memoryLimitInMB: '256',
        invokedFunctionArn: expect.stringMatching(/:function:buffered$/),
      },
    });
  });

  it("gives back a buffered handler's result as JSON, as of a scheduled function", async () => {
    const answer = await (await start()).invoke('buffered', { shards: ['00'], window_seconds: 0 });
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' }, cookies: [] });
    expect(await json(answer.body)).toMatchObject({ event: { shards: ['00'], window_seconds: 0 } });
  });

  it.each(['stream', 'late'])('answers one request after the other in the same process (%s)', async (name) => {
    const running = await start();
    const pids = new Set<number>();
    for (let round = 0; round < 4; round += 1) {
      const { body, pid } = await running.invoke(name, {});
      await text(body);
      pids.add(pid);
    }
    expect([...pids]).toEqual(running.processes(name));
  });

  it('runs concurrent invocations in one process each, and keeps them', async () => {
    const running = await start();
    const both = async () => {
      const invocations = await Promise.all([running.invoke('stream', {}), running.invoke('stream', {})]);
      return Promise.all(invocations.map(({ body }) => text(body)));
    };
    const first = await both();
    expect(new Set(first).size).toBe(2);
    expect(new Set([...first, ...(await both())]).size).toBe(2);
  });

  it.each([
    ['throws', 'throws', 'RangeError: no such thing'],
    ['throws before the first byte of a stream', 'throws-streaming', 'RangeError: no such thing'],
  ])('reports a handler that %s, and keeps its process', async (_what, name, message) => {
    const running = await start();
    await expect(running.invoke(name, {})).rejects.toMatchObject({ failure: 'handler', message });
    const [pid] = running.processes(name);
    await expect(running.invoke(name, {})).rejects.toMatchObject({ failure: 'handler' });
    expect(running.processes(name)).toEqual([pid]);
  });

  it.each([
    ['throws', 'throws-midway', { failure: 'handler', message: 'RangeError: half way' }],
    ['exits', 'exits-midway', { failure: 'exit', message: expect.stringContaining('exit status 3') }],
  ])('cuts the body of a handler that %s midway', async (_what, name, expected) => {
    const { body } = await (await start()).invoke(name, { exit: true });
    const chunks: string[] = [];
    const read = async () => {
      for await (const chunk of body) chunks.push(String(chunk));
    };
    await expect(read()).rejects.toMatchObject(expected);
    expect(chunks.join('')).toBe('half');
  });

  it.each(['exits', 'exits-midway'])('answers in a new process after one has ended (%s)', async (name) => {
    const running = await start();
    const { pid, body } = await running.invoke(name, {});
    await text(body);
    await expect(running.invoke(name, { exit: true }).then((answer) => text(answer.body))).rejects.toMatchObject({
      failure: 'exit',
    });
    const again = await running.invoke(name, {});
    expect(await text(again.body)).toBe(String(again.pid));
    expect(again.pid).not.toBe(pid);
  });

  it.each([
    ['before the first byte', undefined],
    ['midway', 'half'],
  ])('kills a function whose time is over %s', async (_when, first) => {
    const running = await start();
    const answer = running.invoke('hangs', { hang: true, first }).then(({ body }) => text(body));
    await expect(answer).rejects.toMatchObject({ failure: 'timeout', message: 'Task timed out after 0.40 seconds' });
    expect(running.processes('hangs')).toEqual([]);
    expect(logs.map(({ source, line }) => [source, line])).toContainEqual([
      'platform',
      'Task timed out after 0.40 seconds',
    ]);
  });

  it('tells a function its deadline', async () => {
    const { body } = await (await start()).invoke('hangs', {});
    const remaining = Number(await text(body));
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(400);
  });

  it('reports a bundle that cannot be loaded, each time', async () => {
    const running = await start();
    for (let round = 0; round < 2; round += 1) {
      await expect(running.invoke('cannot-load', {})).rejects.toMatchObject({
        failure: 'init',
        message: 'TypeError: bad import',
      });
    }
    await expect(running.start('cannot-load')).rejects.toMatchObject({ failure: 'init' });
  });

  it('refuses a buffered answer over 6 MB, and keeps the process', async () => {
    const running = await start();
    await expect(running.invoke('large', { bytes: 6 * 1024 * 1024 })).rejects.toMatchObject({
      failure: 'response_too_large',
    });
    const { body } = await running.invoke('large', { bytes: 3 });
    expect(await json(body)).toBe('xxx');
    expect(running.processes('large')).toHaveLength(1);
  });

  it('names the functions it has when asked for another', async () => {
    await expect((await start()).invoke('nobody', {})).rejects.toThrow(/no function named nobody; known: buffered, /);
  });

  it('hands over every line that a function prints', async () => {
    const running = await start();
    const { body, requestId, pid } = await running.invoke('prints', {});
    await text(body);
    await running.close();
    expect(logs).toContainEqual({ name: 'prints', pid, requestId, source: 'stdout', line: 'plain' });
    const record = logs.map(({ line }) => line).find((line) => line.startsWith('{')) ?? '{}';
    expect(JSON.parse(record)).toMatchObject({ message: 'said', requestId, level: 'INFO' });
    expect(logs.find(({ source }) => source === 'stderr')?.line).toBe('unfinished');
  });

  it('starts a process ahead of time, which then takes the invocation', async () => {
    const running = await start();
    const { pid, initMilliseconds } = await running.start('stream');
    expect(initMilliseconds).toBeGreaterThan(0);
    expect((await running.invoke('stream', {})).pid).toBe(pid);
  });

  it('ends a process that nobody has called for a while', async () => {
    const running = await start({ idleMilliseconds: 1 });
    const { pid } = await running.start('stream');
    await expect.poll(() => alive(pid)).toBe(false);
    expect(running.processes('stream')).toEqual([]);
  });

  it('leaves no process behind when it closes, nor an invocation without an end', async () => {
    const running = await start();
    const { pid } = await running.start('buffered');
    const hanging = await running.invoke('hangs', { hang: true, first: 'half' });
    const body = text(hanging.body);
    body.catch(() => {});
    await running.close();
    await expect(body).rejects.toMatchObject({ failure: 'exit' });
    expect([alive(pid), alive(hanging.pid)]).toEqual([false, false]);
    await expect(running.invoke('buffered', {})).rejects.toThrow('The function host is closed');
  });
});
