import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** The field that tells the members of OpenAI's unions apart. */
const TAG = 'type';

/**
 * The issues of the one branch of a union that the value was meant for: a branch whose kind of value fits goes before
 * one whose `type` fits not, and that before one that wants another kind of value altogether. Undefined without branches.
 */
export function matchingBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  let best: readonly Issue[] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const branch of branches) {
    const distance = mismatch(branch);
    // The later of two equals: unions end in their most general branch, whose words suit every caller.
    if (distance <= least) [best, least] = [branch, distance];
  }
  return best;
}

/** Whether the value is of the kind that the branch wants: an object where it wants an object. */
export function fits(branch: readonly Issue[]): boolean {
  return !branch.some(({ path, code }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'));
}

function mismatch(branch: readonly Issue[]): number {
  if (!fits(branch)) return 2;
  return branch.some((issue) => issue.path.length === 1 && issue.path[0] === TAG) ? 1 : 0;
}
