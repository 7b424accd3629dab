import { isJson, type Json, textOf } from './frame.ts';

/** A background response that was started in this visit. */
export interface Job {
  readonly id: string;
  readonly prompt: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly status: string;
  /** `x-response-source` of its last poll: who answered. */
  readonly source?: string | undefined;
}

const RUNNING = new Set(['queued', 'in_progress']);

export const isRunning = ({ status }: Pick<Job, 'status'>): boolean => RUNNING.has(status);

/** The list with a job in front, or with that job changed. */
export function withJob(jobs: readonly Job[], job: Job): readonly Job[] {
  return jobs.some(({ id }) => id === job.id)
    ? jobs.map((known) => (known.id === job.id ? job : known))
    : [job, ...jobs];
}

/** The list as it was kept; whatever cannot be read is left out. */
export function readJobs(kept: string | null): readonly Job[] {
  try {
    const value: unknown = JSON.parse(kept ?? '[]');
    return Array.isArray(value) ? value.filter(isJson).flatMap(jobOf) : [];
  } catch {
    return [];
  }
}

function jobOf(kept: Json): Job[] {
  const { startedAt } = kept;
  const [id, prompt, status] = [textOf(kept, 'id'), textOf(kept, 'prompt'), textOf(kept, 'status')];
  if (!id || prompt === undefined || !status || typeof startedAt !== 'number') return [];
  return [{ id, prompt, status, startedAt, source: textOf(kept, 'source') }];
}
