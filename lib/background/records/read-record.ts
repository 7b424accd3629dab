import * as z from 'zod';
import type { JobOwner } from '../../context/guard.ts';
import { fieldsOf, jsonOrUndefined } from '../../json/fields.ts';
import { LONGEST_WAIT_MS } from '../poll/poll-backoff.ts';
import type { JobRecord } from './job-record.ts';

const date = z.iso.datetime({ offset: true }).optional().catch(undefined);
const text = z.string().nullable().catch(null);

const owner = z.object({ principal: z.string(), team: z.string().optional(), reservation: z.string().optional() });

/** What is of another kind counts as not there. */
const recordSchema = z
  .object({
    endpoint: text,
    model: text,
    created_at: date,
    next_poll_at: date,
    attempts: z.int().min(0).catch(0),
    delivery: text,
    include: z.array(z.string()).catch([]),
    completion_window: z.string().optional().catch(undefined),
    owner: owner.optional().catch(undefined),
  })
  .catch({
    endpoint: null,
    model: null,
    created_at: undefined,
    next_poll_at: undefined,
    attempts: 0,
    delivery: null,
    include: [],
    completion_window: undefined,
    owner: undefined,
  });

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
