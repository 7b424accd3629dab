import type { Node } from 'constructs';
import * as z from 'zod';
import type { Dialect } from '../../lib/endpoints/row.ts';
import { endpoints } from '../../lib/endpoints/table.ts';
import { type AccessMode, accessModes, accessProblems, modesOf } from './access-modes.ts';
import { readContext } from './context.ts';
import { DeploymentError } from './deployment-error.ts';
import { dialects } from './dialects.ts';
import {
  choice,
  flag,
  listOf,
  numberAbove,
  numberOf,
  object,
  origins,
  secretArn,
  someOf,
  someOrOff,
  text,
  variables,
  wholeNumber,
} from './key-types.ts';

/** What `cdk.json` says of a deployment under the context key `service`, checked. */
export interface Deployment {
  /** Part of every name: several stages live in one account. */
  readonly stage: string;
  /** Absent: the region of whoever deploys. */
  readonly region?: string;
  /** What every name begins with. */
  readonly name: string;
  /** What it has of the APIs of the endpoint table; absent: all of them. */
  readonly apis?: readonly string[];
  /** An endpoint has its paths in these, and is left out where it has none. */
  readonly dialects: readonly Dialect[];
  readonly frontDoors: 'urls' | 'api' | 'both';
  /** What a function URL checks; `function`: nothing, since its function checks keys and tokens (`access`). */
  readonly auth: 'iam' | 'none' | 'function';
  /** What API Gateway checks, likewise. */
  readonly apiAuth: 'api-key' | 'iam' | 'none' | 'function';
  /** By what functions know their callers; empty: they know none. Where it is not given, the doors imply it. */
  readonly access: readonly AccessMode[];
  /** Whether objects of OpenAI that nobody has made here may be asked for. */
  readonly unowned: 'deny' | 'allow';
  /** Whose tokens are taken, with `access` jwt: any of the audiences, all of the scopes. */
  readonly jwt?: { readonly issuer: string; readonly audience: readonly string[]; readonly scopes?: readonly string[] };
  /** Which URLs of inputs go on to OpenAI: `http` adds those to `https`. */
  readonly inputUrls: 'https' | 'http';
  /** Hosts of the MCP servers that inputs may name; absent: any. */
  readonly mcpServers?: readonly string[];
  /** Pages of these origins may call; none: no CORS at all. */
  readonly corsOrigins: readonly string[];
  readonly logRetentionDays: number;
  /** Days until images expire. */
  readonly imageDays: number;
  /** Days until results of background responses expire. */
  readonly resultDays: number;
  /** What becomes of the bucket, and all that is in it, when its stack is deleted. */
  readonly bucketRemoval: 'retain' | 'destroy';
  /** Invocations of `poll-background` that share the 256 shards each minute. */
  readonly pollers: number;
  /** For how long an invocation goes on polling. */
  readonly pollWindowSeconds: number;
  /** Whether it goes on where nothing is pending. */
  readonly pollLinger: boolean;
  /** An alarm goes off above it. */
  readonly budgetUsdPerHour: number;
  /** Where alarms go. */
  readonly alarmEmail?: string;
  /** Of API Gateway: requests per second, and how many at once. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** Requests per month and API key. */
  readonly monthlyQuota?: number;
  /** A web ACL before API Gateway. */
  readonly waf: boolean;
  /** Whose what describes the service is: the pages and the OpenAPI document. `off`: no pages, and the document is for callers. */
  readonly docs: 'public' | 'callers' | 'off';
  /** Whether the playground is one of the pages. */
  readonly playground: boolean;
  /** A secret that exists already; absent, an empty one is made. */
  readonly openaiApiKeySecretArn?: string;
  /** Likewise. */
  readonly openaiWebhookSecretArn?: string;
  /** Further variables of every function, by the names of `function-variables.ts`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What CloudWatch Logs knows (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const LONGEST_LIFE_DAYS = 3650;

/** What stands between others in a variable, with commas. */
const WORD = /^[^\s,]+$/;

const apis = [...new Set(endpoints.map(({ api }) => api))];

/** Lengths such that `<name>-<stage>-<function>` has the 64 characters of a function's name at most. */
const keys = {
  stage: text(/^[a-z0-9-]{1,16}$/, 'wants 1 to 16 of a-z, 0-9 and -').default('dev'),
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'wants a region like eu-central-1').optional(),
  // Systems Manager keeps what begins with `aws` or `ssm` for itself.
  name: text(
    /^(?!aws|ssm)[a-z][a-z0-9-]{0,23}$/,
    'wants 1 to 24 of a-z, 0-9 and -, a letter first, and not "aws" or "ssm"',
  ).default('openai-responses'),
  apis: someOf(apis).optional(),
  dialects: someOf(dialects).default([...dialects]),
  frontDoors: choice('urls', 'api', 'both').default('both'),
  auth: choice('iam', 'none', 'function').default('iam'),
  apiAuth: choice('api-key', 'iam', 'none', 'function').default('api-key'),
  access: someOrOff(accessModes).optional(),
  unowned: choice('deny', 'allow').default('deny'),
  jwt: object({
    issuer: text(/^https:\/\/[^\s?#]+$/, 'wants the URL of the issuer, as `iss` has it'),
    audience: listOf(WORD, 'wants a list of audiences or client ids'),
    scopes: listOf(WORD, 'wants a list of scopes').optional(),
  }).optional(),
  inputUrls: choice('https', 'http').default('https'),
  mcpServers: listOf(
    /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i,
    'wants a list of hosts like mcp.example.com or *.example.com',
  ).optional(),
  corsOrigins: origins().default([]),
  logRetentionDays: numberOf(RETENTION_DAYS).default(30),
  imageDays: wholeNumber(1, LONGEST_LIFE_DAYS).default(30),
  resultDays: wholeNumber(1, LONGEST_LIFE_DAYS).default(30),
  bucketRemoval: choice('retain', 'destroy').default('retain'),
  pollers: wholeNumber(1, 256).default(1),
  pollWindowSeconds: wholeNumber(0, 50).default(50),
  pollLinger: flag().default(false),
  budgetUsdPerHour: numberAbove(0).default(10),
  alarmEmail: text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'wants an e-mail address').optional(),
  throttle: object({
    rate: numberAbove(0).default(50),
    burst: wholeNumber(1, 10_000).default(100),
  }).default({ rate: 50, burst: 100 }),
  monthlyQuota: wholeNumber(1, 1_000_000_000).optional(),
  waf: flag().default(false),
  docs: choice('public', 'callers', 'off').default('off'),
  playground: flag().default(false),
  openaiApiKeySecretArn: secretArn().optional(),
  openaiWebhookSecretArn: secretArn().optional(),
  environment: variables().default({}),
} satisfies { readonly [Key in keyof Required<Deployment>]: z.ZodType };

const schema = z.object(keys);

/**
 * Reads the deployment from the context: the object under `service`, and single keys of the command line (`-c stage=prod`)
 * before it. Throws one `DeploymentError` that names every bad key and what it wants.
 */
export function readDeployment(node: Node): Deployment {
  const { values, unknown } = readContext(node, Object.keys(keys));
  const parsed = schema.safeParse(values);
  const problems = [
    ...unknown.map(unknownKey),
    ...(parsed.error?.issues ?? []).flatMap(problemsOf),
    ...(parsed.success ? contradictions(parsed.data) : []),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new DeploymentError(
      `The deployment (context "service" of cdk.json, or -c) is not usable: ${problems.join('; ')}.`,
    );
  }
  const all = { ...parsed.data, access: modesOf(parsed.data) };
  const set = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as unknown as Deployment;
}

/** What is wrong of keys that are right one by one. */
function contradictions(given: z.output<typeof schema>): readonly string[] {
  const { docs, playground } = given;
  const page = playground && docs === 'off' ? ['playground wants docs to be public or callers, whom it is for'] : [];
  return [...accessProblems(given), ...page];
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(`${place}.${key}`));
  return [`${place} ${issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : issue.message}`];
}

function unknownKey(key: string): string {
  return `${key} is no key of a deployment`;
}
