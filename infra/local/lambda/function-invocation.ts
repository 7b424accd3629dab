import type { FunctionAnswer } from './function-answer.ts';

/** One line that a function printed, or that Lambda itself would have logged about it. */
export interface FunctionLog {
  readonly name: string;
  readonly pid: number;
  readonly requestId?: string;
  readonly source: 'stdout' | 'stderr' | 'platform';
  readonly line: string;
}

/** One invocation's answer, and where it came from. */
export interface Invocation extends FunctionAnswer {
  readonly requestId: string;
  readonly pid: number;
}
