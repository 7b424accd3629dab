import type * as z from 'zod';

import { omittedOf } from './omitted-issue.ts';
import { explained } from './problem-text.ts';
import { fits, matchingBranch } from './union-branch.ts';

type Issue = z.core.$ZodIssue;

/** An issue of a union as those of the branch that the value was meant for, with paths from the body on; any other as it is. */
export function leafIssues(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branch = matchingBranch(issue.errors);
  // A union's own words are for values that fit no branch at all; where one fits, its problems are the caller's.
  if (!branch || (!fits(branch) && explained(issue.message))) return [issue];
  return branch.flatMap((inner) => leafIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** How many problems an issue comes to. */
export function countProblems(issue: Issue): number {
  let count = 0;
  for (const leaf of leafIssues(issue)) {
    count += omittedOf(leaf) ?? (leaf.code === 'unrecognized_keys' ? leaf.keys.length : 1);
  }
  return count;
}
