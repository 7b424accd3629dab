import type * as z from 'zod';

import type { Problem } from '../errors/service-error.ts';
import { nearestName } from './nearest-name.ts';
import { parameterPath, valueAt } from './parameter-path.ts';
import { explained } from './problem-text.ts';
import { fits, matchingBranch } from './union-branch.ts';

type Issue = z.core.$ZodIssue;

/** A problem with the path it came from, for ordering. */
interface LocatedProblem {
  readonly path: readonly PropertyKey[];
  readonly problem: Problem;
}

/**
 * What one zod issue says in a caller's words.
 *
 * @param fields the known top-level fields, to suggest one for a field that is not known
 */
export function issueProblems(issue: Issue, body: unknown, fields: readonly string[]): LocatedProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField([...issue.path, key], key, issue.path.length === 0 ? fields : []));
  }
  if (issue.code === 'invalid_union') {
    const branch = matchingBranch(issue.errors);
    // A union's own words are for values that fit no branch at all; where one fits, its problems are the caller's.
    if (branch && (fits(branch) || !explained(issue.message))) {
      return branch.flatMap((inner) => issueProblems({ ...inner, path: [...issue.path, ...inner.path] }, body, fields));
    }
  }
  return [located(issue, body)];
}

function located(issue: Issue, body: unknown): LocatedProblem {
  const parameter = parameterPath(issue.path);
  const text = explained(issue.message) ?? words(issue, parameter, valueAt(body, issue.path));
  return { path: issue.path, problem: { ...(parameter && { parameter }), ...text } };
}

function unknownField(path: readonly PropertyKey[], key: string, fields: readonly string[]): LocatedProblem {
  const parameter = parameterPath(path);
  const nearest = nearestName(key, fields);
  const message = `Unknown field '${key}'.${nearest ? ` Did you mean '${nearest}'?` : ''}`;
  const hint = nearest ? `Rename '${key}' to '${nearest}', or remove it` : `Remove '${key}'`;
  return { path, problem: { parameter, message, hint } };
}

/** Words for the issues that their schema does not put in words itself. */
function words(issue: Issue, parameter: string, value: unknown): { message: string; hint: string } {
  const name = parameter ? `'${parameter}'` : 'The request body';
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined && parameter
        ? { message: `${name} is required`, hint: `Send ${withArticle(issue.expected)} as ${name}` }
        : {
            message: `${name} must be ${withArticle(issue.expected)}`,
            hint: `Send ${withArticle(issue.expected)} instead of ${kindOf(value)}`,
          };
    case 'invalid_value':
      return { message: `Invalid value for ${name}`, hint: `Use one of: ${issue.values.map(String).join(', ')}` };
    case 'too_small':
      if (issue.minimum === 1)
        return { message: `${name} must not be empty`, hint: `Send a value as ${name}, or omit it` };
      return { message: `${name} is too small`, hint: `Use at least ${issue.minimum}${unit(issue.origin)}` };
    case 'too_big':
      return { message: `${name} is too large`, hint: `Use at most ${issue.maximum}${unit(issue.origin)}` };
    default:
      return { message: `${name} is not valid`, hint: `Compare ${name} with OpenAI's reference of the request` };
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' elements' : '';
}

const ARTICLES: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'true or false',
  int: 'an integer',
  null: 'null',
  object: 'an object',
  record: 'an object',
};

function withArticle(expected: string): string {
  return ARTICLES[expected] ?? `a ${expected}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return withArticle(Array.isArray(value) ? 'array' : typeof value).replace('true or false', 'a boolean');
}
