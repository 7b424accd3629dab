import * as z from 'zod/mini';
import { type AccessSettings, accessProblems, accessSettings, accessShape } from './access-settings.ts';
import { text } from './text-variable.ts';

/** What the functions read from their environment, checked. */
export interface Environment {
  /** Starts with `sk-`; empty where it comes from Secrets Manager, or the function does not call OpenAI. A secret. */
  readonly openaiApiKey: string;
  /** The secret in Secrets Manager that holds the key instead. */
  readonly openaiApiKeySecretArn?: string;
  /** Without a trailing slash. */
  readonly openaiBaseUrl: string;
  readonly defaultModel: string;
  readonly defaultImageModel: string;
  /** From the request to the upstream's response headers, of every call; absent: each kind of call has its own. */
  readonly timeoutMs?: number;
  /** Between two bytes of a stream. */
  readonly streamIdleTimeoutMs: number;
  readonly maxRetries: number;
  /** Before the first retry; it doubles from there. */
  readonly retryDelayMs: number;
  readonly logLevel: LogLevel;
  readonly logPayloads: LogPayloads;
  /** Pages of these origins may read answers that come through API Gateway. */
  readonly corsOrigins: readonly string[];
  /** What the description of the API tells callers to bring. */
  readonly apiAuth: ApiAuth;
  /** Signs OpenAI's webhooks; absent where none are taken. A secret. */
  readonly webhookSecret?: string;
  /** The secret in Secrets Manager that holds it instead. */
  readonly webhookSecretArn?: string;
  /** The S3 bucket of images and background responses; absent where the function keeps none. */
  readonly storageBucket?: string;
  readonly imageUrlTtlSeconds: number;
  /** An S3 other than AWS's own, without a trailing slash. */
  readonly s3Endpoint?: string;
  /** Who may call; absent: whoever reaches the functions. */
  readonly access?: AccessSettings;
  /** Whether the reference and the playground are for callers alone. */
  readonly docs: 'public' | 'callers';
  /** What URLs in inputs may be. */
  readonly inputUrls: InputUrlSettings;
}

/** Which URLs of inputs go on to OpenAI, which fetches them. */
export interface InputUrlSettings {
  /** Whether `http:` goes on beside `https:`. */
  readonly http: boolean;
  /** Hosts of MCP servers (`mcp.example.com`, `*.example.com`); absent: any that is not private. */
  readonly mcpServers?: readonly string[];
}

const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'] as const;
const logPayloads = ['none', 'redacted', 'full'] as const;
const apiAuths = ['none', 'iam', 'api-key'] as const;

/** Powertools' own levels. */
export type LogLevel = (typeof logLevels)[number];

/** How callers prove themselves to whatever stands before the functions. */
export type ApiAuth = (typeof apiAuths)[number];

/** What of bodies reaches the log: only their shape, their structure with texts as lengths, or everything. */
export type LogPayloads = (typeof logPayloads)[number];

/** Lambda's own maximum (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const FUNCTION_MAXIMUM_MS = 900_000;

/** A presigned S3 URL lives at most seven days (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html). */
const PRESIGNED_MAXIMUM_SECONDS = 604_800;

const keyMessage = 'is needed and starts with "sk-" (https://platform.openai.com/api-keys)';
const key = z.string(keyMessage).check(z.regex(/^sk-\S+$/, keyMessage));
const secretArn = text(/^arn:[\w-]+:secretsmanager:\S+$/, 'wants the ARN of a secret in Secrets Manager');

function wholeNumber(from: number, to: number, unit: string, fallback: number) {
  return z._default(numberWithin(from, to, unit), fallback);
}

function numberWithin(from: number, to: number, unit: string) {
  const message = `wants a whole number${unit && ` of ${unit}`} from ${from} to ${to}`;
  return z.pipe(
    z.pipe(text(/^\d{1,15}$/, message), z.transform(Number)),
    z.number().check(z.minimum(from, message), z.maximum(to, message)),
  );
}

function name(fallback: string) {
  return z._default(text(/^\S+$/, 'wants a model name without spaces'), fallback);
}

/** Kept without its trailing slashes. */
function url() {
  const isUrl = (value: string) => /^https?:$/.test(URL.parse(value)?.protocol ?? '');
  return z.pipe(
    z.string().check(z.refine(isUrl, 'wants a URL that starts with https:// or http://')),
    z.transform((value: string) => value.replace(/\/+$/, '')),
  );
}

const schema = z.object({
  OPENAI_API_KEY: key,
  OPENAI_API_KEY_SECRET_ARN: z.optional(secretArn),
  OPENAI_API_BASE_URL: z._default(url(), 'https://api.openai.com/v1'),
  OPENAI_DEFAULT_MODEL: name('gpt-6.1-terra'),
  // The SDK's own default of the image generation tool (openai 7.57, `Tool.ImageGeneration.model`).
  OPENAI_DEFAULT_IMAGE_MODEL: name('gpt-image-2.6-sunburst'),
  OPENAI_TIMEOUT: z.optional(numberWithin(1, FUNCTION_MAXIMUM_MS, 'milliseconds')),
  OPENAI_STREAM_IDLE_TIMEOUT: wholeNumber(1, FUNCTION_MAXIMUM_MS, 'milliseconds', 120_000),
  OPENAI_MAX_RETRIES: wholeNumber(0, 10, '', 3),
  OPENAI_RETRY_DELAY: wholeNumber(0, 10_000, 'milliseconds', 1000),
  LOG_LEVEL: z._default(
    z.pipe(z.string().check(z.toUpperCase()), z.enum(logLevels, `wants one of ${logLevels.join(', ')}`)),
    'INFO',
  ),
  LOG_PAYLOADS: z._default(z.enum(logPayloads, `wants one of ${logPayloads.join(', ')}`), 'redacted'),
  API_AUTH: z._default(z.enum(apiAuths, `wants one of ${apiAuths.join(', ')}`), 'none'),
  CORS_ORIGINS: z.optional(
    z.pipe(
      text(/^(\*|https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*)$/, 'wants origins with commas between, or *'),
      z.transform((origins: string) => origins.split(',')),
    ),
  ),
  OPENAI_WEBHOOK_SECRET: z.optional(
    text(
      /^whsec_[A-Za-z0-9+/]+={0,2}$/,
      'starts with "whsec_" (https://platform.openai.com/settings/project/webhooks)',
    ),
  ),
  OPENAI_WEBHOOK_SECRET_ARN: z.optional(secretArn),
  STORAGE_BUCKET: z.optional(text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'wants the name of an S3 bucket')),
  IMAGE_URL_TTL_SECONDS: wholeNumber(1, PRESIGNED_MAXIMUM_SECONDS, 'seconds', 3600),
  // The local stack's word for AWS's own S3.
  S3_ENDPOINT: z.optional(
    z.pipe(
      z.pipe(
        z.string(),
        z.transform((value: string) => (value === 'aws' ? undefined : value)),
      ),
      z.optional(url()),
    ),
  ),
  ...accessShape,
  DOCS_ACCESS: z._default(z.enum(['public', 'callers'], 'wants public or callers'), 'public'),
  INPUT_URLS: z._default(z.enum(['https', 'http'], 'wants https, or http to allow both'), 'https'),
  MCP_SERVERS: z.optional(
    z.pipe(
      text(/^[\w*.-]+(,[\w*.-]+)*$/, 'wants host names with commas between, * for any part at the front'),
      z.transform((hosts: string) => hosts.toLowerCase().split(',')),
    ),
  ),
});

/** A function that does not call OpenAI, or reads the key from elsewhere, must not fail for the want of one. */
const keylessSchema = z.extend(schema, { OPENAI_API_KEY: z._default(key, '') });

/**
 * Checks the variables and fills in defaults; an empty variable counts as absent. `needsOpenAI` false makes the key
 * optional. Throws one `Error` that names every bad variable and what it wants, and repeats no value: any may be secret.
 */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  needsOpenAI = true,
): Environment {
  const set = Object.fromEntries(
    Object.keys(schema.shape).flatMap((variable) => {
      const value = variables[variable]?.trim();
      return value ? [[variable, value]] : [];
    }),
  );
  const needsKey = needsOpenAI && set.OPENAI_API_KEY_SECRET_ARN === undefined;
  const parsed = z.safeParse(needsKey ? schema : keylessSchema, set);
  if (!parsed.success) throw unusable(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const { data } = parsed;
  const missing = accessProblems(data);
  if (missing.length > 0) throw unusable(missing);
  const access = accessSettings(data);
  return {
    openaiApiKey: data.OPENAI_API_KEY,
    openaiBaseUrl: data.OPENAI_API_BASE_URL,
    defaultModel: data.OPENAI_DEFAULT_MODEL,
    defaultImageModel: data.OPENAI_DEFAULT_IMAGE_MODEL,
    ...(data.OPENAI_TIMEOUT !== undefined && { timeoutMs: data.OPENAI_TIMEOUT }),
    streamIdleTimeoutMs: data.OPENAI_STREAM_IDLE_TIMEOUT,
    maxRetries: data.OPENAI_MAX_RETRIES,
    retryDelayMs: data.OPENAI_RETRY_DELAY,
    logLevel: data.LOG_LEVEL,
    logPayloads: data.LOG_PAYLOADS,
    apiAuth: data.API_AUTH,
    corsOrigins: data.CORS_ORIGINS ?? [],
    ...(data.OPENAI_API_KEY_SECRET_ARN !== undefined && { openaiApiKeySecretArn: data.OPENAI_API_KEY_SECRET_ARN }),
    ...(data.OPENAI_WEBHOOK_SECRET !== undefined && { webhookSecret: data.OPENAI_WEBHOOK_SECRET }),
    ...(data.OPENAI_WEBHOOK_SECRET_ARN !== undefined && { webhookSecretArn: data.OPENAI_WEBHOOK_SECRET_ARN }),
    ...(data.STORAGE_BUCKET !== undefined && { storageBucket: data.STORAGE_BUCKET }),
    imageUrlTtlSeconds: data.IMAGE_URL_TTL_SECONDS,
    ...(data.S3_ENDPOINT !== undefined && { s3Endpoint: data.S3_ENDPOINT }),
    ...(access && { access }),
    docs: data.DOCS_ACCESS,
    inputUrls: {
      http: data.INPUT_URLS === 'http',
      ...(data.MCP_SERVERS !== undefined && { mcpServers: data.MCP_SERVERS }),
    },
  };
}

function unusable(problems: readonly string[]): Error {
  return new Error(`The environment is not usable: ${[...new Set(problems)].join('; ')}.`);
}

const remembered = new Map<boolean, Environment>();

/** This process's environment, read once. Throws as `readEnvironment` does. */
export function environment(needsOpenAI = true): Environment {
  const known = remembered.get(needsOpenAI);
  if (known) return known;
  const read = readEnvironment(process.env, needsOpenAI);
  remembered.set(needsOpenAI, read);
  return read;
}
