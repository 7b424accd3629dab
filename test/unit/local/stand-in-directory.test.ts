import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBackgroundFiles } from '../../../infra/local/openai/background/background-files.ts';
import { BackgroundStore } from '../../../infra/local/openai/background/background-store.ts';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';
import { call, cancel, create, resume, retrieve, stream } from './stand-in-calls.ts';
import { type HandClock, handClock } from './stand-in-clock.ts';

const DAY = 86_400_000;

let root: string;
let directory: string;
let clock: HandClock;
let standIn: StandIn;
const start = () => startStandIn({ clock, directory });
const restart = async (): Promise<void> => {
  await standIn.close();
  standIn = await start();
};
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'stand-in-'));
  directory = path.join(root, 'not', 'there', 'yet');
  clock = handClock();
  standIn = await start();
});
afterEach(async () => {
  await standIn.close();
  await rm(root, { recursive: true });
});

const files = async (): Promise<string[]> => (await readdir(directory)).filter((name) => name !== 'starts').toSorted();

describe('a stand-in with a directory', () => {
  it.each([
    ['queued', 500],
    ['in_progress', 5000],
    ['completed', 10_000],
    ['completed', DAY],
  ])('started again finds a response %s, as if it had never stopped', async (status, elapsed) => {
    const { id } = await create(standIn.url, { seconds: '10', scenario: 'reasoning' });
    await standIn.close();
    clock.advance(elapsed);
    standIn = await start();
    expect((await retrieve(standIn.url, id)).status).toBe(status);
    clock.advance(10_000);
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
  });

  it('goes on with a stream where the last one stopped', async () => {
    const first = await stream(standIn.url, { seconds: '10' });
    const opening = [await first.next(), await first.next()];
    const id = opening[0]?.response?.id ?? '';
    await first.leave();
    await restart();
    clock.advance(10_000);
    const resumed = await (await resume(standIn.url, id, { starting_after: '1' })).rest();
    await restart();
    expect(await (await resume(standIn.url, id)).rest()).toEqual([...opening, ...resumed]);
    expect(resumed.at(-1)?.response).toEqual(await retrieve(standIn.url, id));
  });

  it('remembers what was cancelled', async () => {
    const { id } = await create(standIn.url, { seconds: '10' });
    const cancelled = await cancel(standIn.url, id);
    await restart();
    expect(await retrieve(standIn.url, id)).toEqual(cancelled);
  });

  it('has written a response when it answers, and removed it when that is deleted', async () => {
    const { id } = await create(standIn.url, { seconds: '10' });
    expect(await files()).toEqual([`${id}.json`]);
    await call(standIn.url, 'DELETE', `/${id}`);
    expect(await files()).toEqual([]);
    await restart();
    expect((await call(standIn.url, 'GET', `/${id}`)).status).toBe(404);
  });

  it('removes what is forgotten', async () => {
    await create(standIn.url, { pace: 'none', forget: '5' });
    const { id } = await create(standIn.url, { pace: 'none', forget: '50' });
    clock.advance(5000);
    expect(await files()).toEqual([`${id}.json`]);
  });

  it.each([
    ['ended and would have been forgotten while nothing ran', '10'],
    ['had ended before it stopped', '0'],
  ])('keeps what %s for its whole time, from its start on', async (_, seconds) => {
    const { id } = await create(standIn.url, { seconds, forget: '5' });
    clock.advance(1000);
    await standIn.close();
    clock.advance(DAY);
    standIn = await start();
    clock.advance(4999);
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
    clock.advance(1);
    expect((await call(standIn.url, 'GET', `/${id}`)).status).toBe(404);
    expect(await files()).toEqual([]);
  });

  it('keeps what ends after its start from that end on', async () => {
    const { id } = await create(standIn.url, { seconds: '10', forget: '5' });
    await restart();
    clock.advance(14_999);
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
    clock.advance(1);
    expect(await files()).toEqual([]);
  });

  it('streams what ended while nothing ran for its whole time, from its start on', async () => {
    const first = await stream(standIn.url, { seconds: '10', forget_stream: '5' });
    const id = (await first.next())?.response?.id ?? '';
    await first.leave();
    await standIn.close();
    clock.advance(DAY);
    standIn = await start();
    clock.advance(4999);
    const resumed = await (await resume(standIn.url, id)).rest();
    expect(resumed.at(-1)?.response).toEqual(await retrieve(standIn.url, id));
    clock.advance(1);
    expect((await call(standIn.url, 'GET', `/${id}?stream=true`)).status).toBe(400);
  });

  it('gives no ID twice', async () => {
    const { id } = await create(standIn.url);
    await call(standIn.url, 'DELETE', `/${id}`);
    await restart();
    expect((await create(standIn.url)).id).not.toBe(id);
  });

  it.each([
    ['is cut short', (text: string) => text.slice(0, 40)],
    ['is something else', () => '{"name":"value"}'],
    ['has another’s ID', (text: string) => text.replace('"id":"resp_', '"id":"resp_0')],
    ['asks for what there is not', (text: string) => text.replace('seconds', 'scenario')],
  ])('skips a file that %s, and says so in a line', async (_, spoil) => {
    const { id } = await create(standIn.url, { seconds: '10' });
    const { id: other } = await create(standIn.url, { seconds: '10' });
    const file = path.join(directory, `${id}.json`);
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await restart();
    expect(said.mock.calls).toEqual([[expect.stringMatching(/^stand-in: skips .+resp_[0-9a-f]+\.json: .+\n$/)]]);
    expect((await call(standIn.url, 'GET', `/${id}`)).status).toBe(404);
    expect((await retrieve(standIn.url, other)).status).toBe('queued');
    said.mockRestore();
  });
});

describe('two stand-ins with one directory', () => {
  let other: StandIn;
  beforeEach(async () => {
    other = await start();
  });
  afterEach(() => other.close());

  it('know what the other began, also once that has stopped, and it ends and is forgotten in its time', async () => {
    const { id } = await create(other.url, { seconds: '10', forget: '5' });
    expect((await retrieve(standIn.url, id)).status).toBe('queued');
    await other.close();
    clock.advance(10_000);
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
    clock.advance(5000);
    expect((await call(standIn.url, 'GET', `/${id}`)).status).toBe(404);
    expect(await files()).toEqual([]);
  });

  it('find what ended before they were asked for it', async () => {
    const { id } = await create(other.url, { pace: 'none' });
    await other.close();
    clock.advance(1000);
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
  });

  it('do not find what was to be forgotten before they were asked for it, and remove it', async () => {
    const { id } = await create(other.url, { pace: 'none', forget: '5' });
    await other.close();
    clock.advance(5000);
    expect((await call(standIn.url, 'GET', `/${id}`)).status).toBe(404);
    expect(await files()).toEqual([]);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['streamed', async (id) => (await (await resume(standIn.url, id)).next())?.response?.id],
    ['cancelled', async (id) => (await cancel(standIn.url, id)).id],
    ['deleted', async (id) => ((await (await call(standIn.url, 'DELETE', `/${id}`)).json()) as { id: string }).id],
    ['continued', async (id) => (await create(standIn.url, {}, { previous_response_id: id })).previous_response_id],
  ])('let what the other began be %s', async (_, use) => {
    const first = await stream(other.url, { seconds: '10' });
    const id = (await first.next())?.response?.id ?? '';
    await first.leave();
    expect(await use(id)).toBe(id);
  });

  it.each([
    ['that nothing has', 'resp_none'],
    ['that leads out of their directory', '../outside'],
    ['too long for a file', `resp_${'0'.repeat(300)}`],
    ['that no file can have', 'resp_\0'],
  ])('take an id %s for one that they do not know', async (_, id) => {
    await writeFile(path.join(directory, '../outside.json'), 'What would be skipped with a line.');
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect((await call(standIn.url, 'GET', `/${encodeURIComponent(id)}`)).status).toBe(404);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it('look no more once they are closed', async () => {
    const store = new BackgroundStore({ clock, files: openBackgroundFiles(directory) });
    const { id } = await create(other.url, { seconds: '10' });
    store.close();
    expect(store.get(id)).toBeUndefined();
  });
});
