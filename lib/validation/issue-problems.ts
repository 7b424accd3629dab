import type * as z from 'zod';

import { cutText } from '../errors/cut-text.ts';
import { LISTED_PROBLEMS, type Problem } from '../errors/service-error.ts';
import { countProblems, leafIssues } from './leaf-issues.ts';
import { nearestName } from './nearest-name.ts';
import { omittedOf } from './omitted-issue.ts';
import { bodyOrder, parameterPath, valueAt } from './parameter-path.ts';
import { explained } from './problem-text.ts';
import { callersName, longNumber } from './request-json.ts';

type Issue = z.core.$ZodIssue;

/** One problem before it is put in words: most are never listed. */
interface LocatedProblem {
  readonly path: readonly PropertyKey[];
  readonly put: () => Problem;
}

/** What is wrong with one part of a request, in the part's own order. */
export interface Problems {
  /** The first ones. */
  readonly listed: readonly Problem[];
  /** How many come after them. */
  readonly omitted: number;
}

/**
 * What zod's issues say in a caller's words.
 *
 * @param fields the known top-level fields, to suggest one for a field that is not known
 */
export function problemsOf(issues: readonly Issue[], body: unknown, fields: readonly string[]): Problems {
  const total = issues.reduce((sum, issue) => sum + countProblems(issue), 0);
  const listed = issues
    .flatMap(leafIssues)
    .flatMap((issue) => locatedProblems(issue, body, fields))
    .sort(bodyOrder(body))
    .slice(0, LISTED_PROBLEMS)
    .map(({ put }) => put());
  return { listed, omitted: total - listed.length };
}

function locatedProblems(issue: Issue, body: unknown, fields: readonly string[]): LocatedProblem[] {
  if (omittedOf(issue) !== undefined) return [];
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, put: () => located(issue, body) }];
  const known = issue.path.length === 0 ? fields : [];
  // They come in the body's order, so that later ones are not listed anyway.
  return issue.keys.slice(0, LISTED_PROBLEMS).map((key) => {
    const path = [...issue.path, key];
    return { path, put: () => unknownField(path, key, known) };
  });
}

function located(issue: Issue, body: unknown): Problem {
  const parameter = parameterPath(issue.path);
  const value = valueAt(body, issue.path);
  const text = outOfRange(issue, parameter, value) ?? explained(issue.message) ?? words(issue, parameter, value);
  return { ...(parameter && { parameter }), ...text };
}

function unknownField(path: readonly PropertyKey[], key: string, fields: readonly string[]): Problem {
  const name = cutText(callersName(key));
  const nearest = nearestName(key, fields);
  const message = `Unknown field '${name}'.${nearest ? ` Did you mean '${nearest}'?` : ''}`;
  const hint = nearest ? `Rename '${name}' to '${nearest}', or remove it` : `Remove '${name}'`;
  return { parameter: parameterPath(path), message, hint };
}

const { MAX_SAFE_INTEGER: LARGEST } = Number;

/** A number that was wanted and is one, but too large for the service to tell it from its neighbours. */
function outOfRange(issue: Issue, parameter: string, value: unknown): { message: string; hint: string } | undefined {
  const number = longNumber(value);
  if (number === undefined || issue.code !== 'invalid_type' || !NUMBERS.has(issue.expected)) return undefined;
  return {
    message: `'${parameter}' is out of range: ${cutText(number)}`,
    hint: `Send a number between -${LARGEST} and ${LARGEST}`,
  };
}

const NUMBERS: ReadonlySet<string> = new Set(['number', 'int']);

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
  if (longNumber(value) !== undefined) return 'a number';
  return withArticle(Array.isArray(value) ? 'array' : typeof value).replace('true or false', 'a boolean');
}
