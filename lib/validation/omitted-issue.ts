import type * as z from 'zod';

import { LISTED_PROBLEMS } from '../errors/service-error.ts';

/** The issue that stands for so many problems which are not listed. */
export function omittedIssue(count: number) {
  return { code: 'custom' as const, path: [], params: { omitted: count } };
}

/** How many problems an issue stands for that are not listed; undefined for any other issue. */
export function omittedOf(issue: z.core.$ZodIssue): number | undefined {
  const omitted: unknown = issue.code === 'custom' ? issue.params?.omitted : undefined;
  return typeof omitted === 'number' ? omitted : undefined;
}

/** Adds a rule's issues: the first ones, in the body's order, and how many come after them. */
export function addIssues(
  context: z.core.$RefinementCtx,
  issues: readonly { readonly path: (string | number)[]; readonly message: string }[],
): void {
  for (const issue of issues.slice(0, LISTED_PROBLEMS)) context.addIssue({ code: 'custom', ...issue });
  if (issues.length > LISTED_PROBLEMS) context.addIssue(omittedIssue(issues.length - LISTED_PROBLEMS));
}
