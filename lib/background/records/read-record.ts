import * as z from 'zod/mini';
import type { JobOwner } from '../../context/guard.ts';
import { fieldsOf, jsonOrUndefined } from '../../json/fields.ts';
import { LONGEST_WAIT_MS } from '../poll/poll-backoff.ts';
import type { JobRecord } from './job-record.ts';

const date = z.catch(z.optional(z.iso.datetime({ offset: true })), undefined);
const text = z.catch(z.nullable(z.string()), null);

const owner = z.object({
  principal: z.string(),
  team: z.optional(z.string()),
  reservation: z.optional(z.string()),
});

/** What is of another kind counts as not there. */
const recordSchema = z.catch(
  z.object({
    endpoint: text,
    model: text,
    created_at: date,
    next_poll_at: date,
    attempts: z.catch(z.int().check(z.minimum(0)), 0),
    delivery: text,
    include: z.catch(z.array(z.string()), []),
    completion_window: z.catch(z.optional(z.string()), undefined),
    kind: z.catch(z.optional(z.enum(['response', 'video'])), undefined),
    seconds: z.catch(z.optional(z.string()), undefined),
    owner: z.catch(z.optional(owner), undefined),
  }),
  {
    endpoint: null,
    model: null,
    created_at: undefined,
    next_poll_at: undefined,
    attempts: 0,
    delivery: null,
    include: [],
    completion_window: undefined,
    kind: undefined,
    seconds: undefined,
    owner: undefined,
  },
);

/**
 * The record that an object holds. What somebody has made unreadable is followed all the same: the object's key has the id,
 * and its date does for the rest.
 */
export function readRecord(id: string, json: string, modifiedAt: Date): JobRecord {
  const written = modifiedAt.toISOString();
  const {
    created_at = written,
    next_poll_at: next = written,
    completion_window: window,
    owner: begunBy,
    kind,
    seconds,
    ...rest
  } = recordSchema.parse(jsonOrUndefined(json), { jitless: true });
  // A clock that was wrong, or a hand: no wait of ours is longer.
  const latest = modifiedAt.getTime() + LONGEST_WAIT_MS;
  const next_poll_at = Date.parse(next) > latest ? new Date(latest).toISOString() : next;
  return {
    id,
    ...rest,
    created_at,
    next_poll_at,
    ...(kind === undefined ? {} : { kind }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(window === undefined ? {} : { completion_window: window }),
    ...(begunBy && { owner: defined(begunBy) }),
  };
}

/** The id that a record says it is of. */
export function idOfRecord(json: string): string | undefined {
  const { id } = fieldsOf(jsonOrUndefined(json));
  return typeof id === 'string' ? id : undefined;
}

function defined({ principal, team, reservation }: z.output<typeof owner>): JobOwner {
  return {
    principal,
    ...(team === undefined ? {} : { team }),
    ...(reservation === undefined ? {} : { reservation }),
  };
}
