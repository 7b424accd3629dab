import type { ScheduledFunction } from './row.ts';

/** The functions that EventBridge invokes; their event is a JSON object of their own. */
export const backgroundFunctions = [
  {
    name: 'poll-background',
    api: 'background',
    everySeconds: 60,
    timeoutSeconds: 90,
    memoryMiB: 1024,
    access: { openai: true, images: 'write', videos: 'write', background: 'settle' },
    summary: 'Settle the background responses and videos that have ended',
  },
] as const satisfies readonly ScheduledFunction[];
