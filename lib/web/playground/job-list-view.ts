import type { Job } from './job-list.ts';
import { type JobActions, jobRow } from './job-row.ts';

/** The list of jobs on the page, the newest in front. */
export interface JobListView {
  /** Adds, changes and removes rows; a row that stays is never moved, so that it keeps the focus. */
  draw(jobs: readonly Job[]): void;
}

/** Draws jobs into `list`; `empty` is what stands there while there are none. */
export function jobListView(list: HTMLElement, empty: HTMLElement, actions: JobActions): JobListView {
  const rows = new Map<string, ReturnType<typeof jobRow>>();

  function removeUnknown(jobs: readonly Job[]): void {
    const known = new Set(jobs.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (known.has(id)) continue;
      row.root.remove();
      rows.delete(id);
    }
  }

  return {
    draw(jobs) {
      empty.hidden = jobs.length > 0;
      removeUnknown(jobs);
      // From the last to the first, so that a new one goes to the front and none that stands is moved.
      for (const job of [...jobs].reverse()) {
        let row = rows.get(job.id);
        if (!row) {
          row = jobRow(job, actions);
          rows.set(job.id, row);
          list.prepend(row.root);
        }
        row.update(job);
      }
    },
  };
}
