import { readFileSync } from 'node:fs';

// What Linux tells of a process of ours (proc(5)); elsewhere, and of a process that has ended, nothing.

/** The most memory that a process has held so far, in MiB: code, heap, and the buffers that V8 does not count. */
export function peakMemoryMiB(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** How long a process could have worked, but waited for a processor, in milliseconds. */
export function waitedForProcessorMs(pid: number): number {
  return Number(/^\d+ (\d+) /.exec(read(`/proc/${pid}/schedstat`))?.[1] ?? 0) / 1e6;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
