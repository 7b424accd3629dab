import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StandIn, startStandIn } from '../../infra/local/openai/server.ts';
import { call, cancel, create, resume, retrieve, stream } from './stand-in-calls.ts';
import { type HandClock, handClock } from './stand-in-clock.ts';

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
    ['completed', 60_000],
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

  it.each([
    ['while it runs', false],
    ['while it does not', true],
  ])('removes what is forgotten %s', async (_, stopped) => {
    await create(standIn.url, { pace: 'none', forget: '5' });
    const { id } = await create(standIn.url, { pace: 'none', forget: '50' });
    if (stopped) await standIn.close();
    clock.advance(5000);
    if (stopped) standIn = await start();
    expect(await files()).toEqual([`${id}.json`]);
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
    said.mockRestore();
    expect((await call(standIn.url, 'GET', `/${id}`)).status).toBe(404);
    expect((await retrieve(standIn.url, other)).status).toBe('queued');
  });
});
