import {
  type $ZodRawIssue,
  config,
  type ParseContextInternal,
  type ParsePayload,
  type SomeType,
  util,
} from 'zod/v4/core';
import { LISTED_PROBLEMS } from '../errors/service-error.ts';
import { countProblems } from './leaf-issues.ts';
import { omittedIssue } from './omitted-issue.ts';

type RawIssue = $ZodRawIssue;

/** Checks the elements of a list or of a map. */
interface IssueCollector {
  /** What the schema makes of an element. */
  readonly check: (key: PropertyKey, value: unknown, schema: SomeType) => unknown;
  /** What is wrong with the elements: the first issues, and how many problems come after them. */
  readonly issues: () => readonly RawIssue[];
}

/** Elements of few characters are alike where there are very many of them; more than so many are not remembered. */
const REMEMBERED = { characters: 64, elements: 1000 };

/**
 * Keeps as many issues as an answer lists problems, and counts the others: zod itself keeps each, and a million of them are
 * more than a function's memory.
 */
export function collectIssues(context: ParseContextInternal): IssueCollector {
  const kept: RawIssue[] = [];
  const counts = new Map<string, number>();
  let omitted = 0;
  let aborted = false;

  function run(value: unknown, schema: SomeType): ParsePayload {
    // Nothing in the schemas of requests is asynchronous.
    return schema._zod.run({ value, issues: [] }, context) as ParsePayload;
  }
  function count(value: unknown, schema: SomeType): unknown {
    const text = JSON.stringify(value) ?? '';
    const known = counts.get(text);
    if (known !== undefined) {
      omitted += known;
      return undefined;
    }
    const result = run(value, schema);
    if (result.issues.length === 0) return result.value;
    aborted ||= util.aborted(result);
    const found = sum(result.issues.map((issue) => countProblems(util.finalizeIssue(issue, context, config()))));
    if (text.length <= REMEMBERED.characters && counts.size < REMEMBERED.elements) counts.set(text, found);
    omitted += found;
    return undefined;
  }
  return {
    check: (key, value, schema) => {
      if (kept.length >= LISTED_PROBLEMS) return count(value, schema);
      const result = run(value, schema);
      kept.push(...util.prefixIssues(key, result.issues));
      return result.value;
    },
    issues: () => {
      if (omitted === 0) return kept;
      // Left out and not false, which would keep the rules over several fields from running.
      return [...kept, { ...omittedIssue(omitted), input: undefined, ...(aborted ? {} : { continue: true }) }];
    },
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, one) => total + one, 0);
}
