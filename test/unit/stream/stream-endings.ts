import type { PassThrough } from 'node:stream';
import { delta, errorEvent, lifecycle, pass, settle } from './stream-run.ts';

/** A way for an upstream to end, and what has to become of it. */
export interface Ending {
  readonly name: string;
  /** What upstream sends after created and one delta, and how it goes on. */
  readonly plays: (upstream: PassThrough) => void | Promise<void>;
  /** Types after created and delta. */
  readonly ends: readonly string[];
  readonly code?: string;
  /** Upstream's body was read to its end; else it has to be destroyed. */
  readonly readToEnd?: true;
}

/** Every way. Idle timeout 30 s, deadline 100 s; the clock is the tests'. */
export const endings: readonly Ending[] = [
  ...(['completed', 'incomplete', 'failed'] as const).map((status) => ({
    name: `response.${status}`,
    plays: (upstream: PassThrough) => void upstream.end(lifecycle(status, 2)),
    ends: [`response.${status}`],
    readToEnd: true as const,
  })),
  {
    name: 'response.completed, then [DONE]',
    plays: (upstream) => void upstream.end(`${lifecycle('completed', 2)}data: [DONE]\n\n`),
    ends: ['response.completed'],
    readToEnd: true,
  },
  {
    name: 'response.completed, then more events',
    plays: (upstream) =>
      void upstream.end(lifecycle('completed', 2) + delta(3) + lifecycle('failed', 4) + errorEvent(5)),
    ends: ['response.completed'],
    readToEnd: true,
  },
  {
    name: 'response.completed, then garbage in a later chunk',
    plays: async (upstream) => {
      upstream.write(lifecycle('completed', 2));
      await settle();
      upstream.end('data: {garbage\n\n');
    },
    ends: ['response.completed'],
    readToEnd: true,
  },
  {
    name: 'response.completed, then a reset',
    plays: async (upstream) => {
      upstream.write(lifecycle('completed', 2));
      await settle();
      upstream.destroy(new Error('read ECONNRESET'));
    },
    ends: ['response.completed'],
  },
  {
    name: 'response.completed, and a body that stays open',
    plays: (upstream) => void upstream.write(lifecycle('completed', 2)),
    ends: ['response.completed'],
  },
  {
    name: 'error, then response.failed',
    plays: (upstream) => void upstream.end(errorEvent(2) + lifecycle('failed', 3)),
    ends: ['error', 'response.failed'],
    readToEnd: true,
  },
  {
    name: 'error, then response.failed a little later',
    plays: async (upstream) => {
      upstream.write(errorEvent(2));
      await settle();
      await pass(500);
      upstream.end(lifecycle('failed', 3));
    },
    ends: ['error', 'response.failed'],
    readToEnd: true,
  },
  {
    name: 'error, then the end',
    plays: (upstream) => void upstream.end(errorEvent(2)),
    ends: ['error'],
    code: 'server_error',
    readToEnd: true,
  },
  {
    name: 'error, and a body that stays open',
    plays: (upstream) => void upstream.write(errorEvent(2)),
    ends: ['error'],
    code: 'server_error',
  },
  {
    name: 'error, then a reset',
    plays: async (upstream) => {
      upstream.write(errorEvent(2));
      await settle();
      upstream.destroy(new Error('read ECONNRESET'));
    },
    ends: ['error'],
    code: 'server_error',
  },
  {
    name: 'error twice',
    plays: (upstream) => void upstream.end(errorEvent(2) + errorEvent(3)),
    ends: ['error'],
    code: 'server_error',
    readToEnd: true,
  },
  {
    name: 'error, then response.completed',
    plays: (upstream) => void upstream.end(errorEvent(2) + lifecycle('completed', 3)),
    ends: ['error'],
    code: 'server_error',
    readToEnd: true,
  },
  {
    name: 'error, then garbage',
    plays: (upstream) => void upstream.write(`${errorEvent(2)}data: {garbage\n\n`),
    ends: ['error'],
    code: 'server_error',
  },
  {
    name: 'the end of a body without a terminal event',
    plays: (upstream) => void upstream.end(),
    ends: ['error'],
    code: 'upstream_stream_truncated',
    readToEnd: true,
  },
  {
    name: 'the end within an event',
    plays: (upstream) => void upstream.end(lifecycle('completed', 2).slice(0, -20)),
    ends: ['error'],
    code: 'upstream_stream_truncated',
    readToEnd: true,
  },
  {
    name: '[DONE] alone',
    plays: (upstream) => void upstream.end('data: [DONE]\n\n'),
    ends: ['error'],
    code: 'upstream_stream_truncated',
    readToEnd: true,
  },
  {
    name: 'a reset',
    plays: (upstream) => void upstream.destroy(new Error('read ECONNRESET')),
    ends: ['error'],
    code: 'upstream_connection_lost',
  },
  {
    name: 'a connection closed without a word',
    plays: (upstream) => void upstream.destroy(),
    ends: ['error'],
    code: 'upstream_connection_lost',
  },
  { name: 'silence', plays: () => undefined, ends: ['error'], code: 'upstream_stalled' },
  {
    name: 'events until the deadline',
    plays: async (upstream) => {
      for (let time = 0; time < 9; time += 1) {
        upstream.write(': still here\n\n');
        await pass(10_000);
      }
    },
    ends: ['error'],
    code: 'function_timeout',
  },
  {
    name: 'garbage after a good event of the same chunk',
    plays: (upstream) => void upstream.write(`${delta(2)}data: {garbage\n\n${delta(3)}`),
    ends: ['response.output_text.delta', 'error'],
    code: 'malformed_upstream_event',
  },
  {
    name: 'an event without a type',
    plays: (upstream) => void upstream.write('data: {"delta":"x"}\n\n'),
    ends: ['error'],
    code: 'malformed_upstream_event',
  },
];
