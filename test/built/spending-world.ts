import { expect, vi } from 'vitest';
import { numberOf } from '../../lib/storage/table/table.ts';
import { playJson } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';

export const PATH = '/api/responses/text';
const MONTH = new Date().toISOString().slice(0, 7);
/** 1,000 tokens in, 100 out, of a model at 1 and 5 US dollars a million. */
export const COST = 0.0015;

/** A caller with its key. */
interface Caller {
  readonly id: string;
  readonly key: string;
}

/** The functions with access on, and an upstream whose responses all cost the same. */
export interface SpendingWorld extends AccessWorld {
  /** A caller of its own. */
  readonly caller: (limits: object) => Promise<Caller>;
  /** What is spent and held of a principal's month, in US dollars. */
  readonly month: (id: string) => Promise<{ readonly usd: number; readonly held: number }>;
  /** Waits until the principal's month is so; it is counted after the answer is out. */
  readonly settled: (id: string, expected: object) => Promise<void>;
  /** Has the upstream answer each request with a response. */
  readonly play: () => void;
}

/** Starts one. The caller closes it. */
export async function startSpendingWorld(): Promise<SpendingWorld> {
  const world = await startAccessWorld({ ownUpstream: true });
  let callers = 0;
  let responses = 0;
  const month = async (id: string) => {
    const item = await world.table.item(`BUDGET#${id}`, MONTH);
    const held = Object.keys(item ?? {}).filter((name) => name.startsWith('r_')).length;
    return { usd: (numberOf(item, 'month') ?? 0) / 1e9, held };
  };
  return {
    ...world,
    month,
    async caller(limits) {
      callers += 1;
      const id = `spender${callers}`;
      return { id: `bearer:${id}`, key: await world.keyOf(id, { limits }) };
    },
    settled: (id, expected) => vi.waitFor(async () => expect(await month(id)).toEqual(expected), { timeout: 20_000 }),
    play: () =>
      world.upstream.handle((request, response) => {
        responses += 1;
        return playJson(ended(`resp_${responses}`))(request, response);
      }),
  };
}

/** A response that has ended, or is in another status. */
export function ended(id: string, status = 'completed') {
  const usage = { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 };
  return { id, object: 'response', status, model: 'gpt-6.1-terra', created_at: 1_795_000_000, output: [], usage };
}

/** A request whose most is some half a cent. */
export const body = (more: object = {}) => ({
  input: 'Hi',
  model: 'gpt-6.1-terra',
  max_output_tokens: 1000,
  ...more,
});
