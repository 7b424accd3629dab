import type { LambdaFunction } from '../../lib/endpoints/table.ts';
import type { Deployment } from './deployment.ts';
import { isEndpoint } from './is-endpoint.ts';
import { isOpen } from './is-open.ts';

/** What a row's function does in the table of access. */
export interface TableUse {
  /** Knows its callers. */
  readonly callers: boolean;
  /** Notes and looks up whose the objects of OpenAI are. */
  readonly owners: boolean;
  /** Counts against limits and budgets, and keeps first answers of what costs. */
  readonly costs: boolean;
  /** Settles what others have reserved. */
  readonly settles: boolean;
  /** Adds up what was used. */
  readonly usage: boolean;
}

const none: TableUse = { callers: false, owners: false, costs: false, settles: false, usage: false };

/** What a row needs the table for; nothing where access is off. */
export function tableUse(row: LambdaFunction, deployment: Pick<Deployment, 'access' | 'docs'>): TableUse {
  const { openai, images, videos, background, uploads, speech, usage } = row.access;
  if (deployment.access.length === 0) return none;
  const settles = background === 'settle';
  if (!isEndpoint(row) || isOpen(row, deployment)) return { ...none, settles };
  return {
    callers: true,
    owners: openai || [images, videos, background, uploads, speech].some((use) => use !== undefined),
    costs: row.costs === true,
    // What is deleted before its end is settled.
    settles: settles || background === 'delete',
    usage: usage === 'read',
  };
}
