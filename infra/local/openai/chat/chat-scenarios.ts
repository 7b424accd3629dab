import type { ScenarioName } from '../scenario-table.ts';

/** The scenarios that a chat can play: those of text and of a caller's own tools. */
export const CHAT_SCENARIOS: readonly ScenarioName[] = [
  'text',
  'long-text',
  'reasoning',
  'function-call',
  'custom-tool',
  'refusal',
  'incomplete',
  'failed',
  'error-mid-stream',
  'rate-limit',
  'rate-limit-then-ok',
  'server-error',
  'quota',
];
