import { readdirSync, readFileSync } from 'node:fs';

/** CPU milliseconds that a process's threads have used (Linux: `/proc/<pid>/task/<tid>/schedstat`, nanoseconds). */
export function cpuMilliseconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}

/** Resident memory in MiB, now (`VmRSS`) or at its highest so far (`VmHWM`). */
export function residentMiB(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(field));
  return Number(/\d+/.exec(line ?? '')?.[0]) / 1024;
}
