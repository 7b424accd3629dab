import { maskSecrets } from './mask-secrets.ts';
import { type PayloadMode, redactPayload } from './redact.ts';

/** The SDKs wrap what Node wrapped. */
const DEEPEST = 6;
const MESSAGE_CHARACTERS = 4000;

/** What systems say of a failure: no text of a caller's or a model's stands in them. */
const systemFields =
  /^(code|publicCode|errno|syscall|address|port|hostname|host|status|statusCode|requestId|retryable|retryAfterSeconds|problemsOmitted|type|mayBeDone|Code|BucketName|Key|RequestId|\$fault)$/;

/** An error that has what OpenAI said, in its message too. */
interface Upstreams extends Error {
  readonly openaiError?: unknown;
}

/**
 * An error as it may be logged. What systems say of it is there in every mode, less what looks like a key; what OpenAI said, which may
 * repeat a request, is as `LOG_PAYLOADS` says. Of a stack, where it was.
 */
export function loggedError(error: Error, mode: PayloadMode, depth = 0): Readonly<Record<string, unknown>> {
  const { name, message, stack = '', cause } = error;
  return {
    name,
    message: loggedMessage(error, message, mode),
    // Its first lines are the message once more.
    stack: stack
      .split('\n')
      .filter((line) => /^ {4}at /.test(line))
      .join('\n'),
    ...(cause !== undefined && depth < DEEPEST && { cause: loggedCause(cause, mode, depth + 1) }),
    ...ownFields(error, mode),
  };
}

function loggedMessage(error: Error, message: string, mode: PayloadMode): string {
  // A parser quotes what it could not read.
  const isQuoting = error.name === 'SyntaxError' || (error as Upstreams).openaiError !== undefined;
  return isQuoting && mode !== 'full' ? `[${message.length} characters]` : maskSecrets(message, MESSAGE_CHARACTERS);
}

function loggedCause(cause: unknown, mode: PayloadMode, depth: number): unknown {
  return cause instanceof Error ? loggedError(cause, mode, depth) : redactPayload(cause, mode);
}

function ownFields(error: Error, mode: PayloadMode): Readonly<Record<string, unknown>> {
  const known = new Set(['name', 'message', 'stack', 'cause']);
  const fields = Object.entries(error).filter(([name, value]) => !known.has(name) && value !== undefined);
  const isPlain = ([name, value]: readonly [string, unknown]) => systemFields.test(name) && typeof value !== 'object';
  const plain = fields.filter(isPlain).map(([name, value]) => [name, shown(value)] as const);
  const others = Object.fromEntries(fields.filter((field) => !isPlain(field)));
  return { ...Object.fromEntries(plain), ...Object(redactPayload(others, mode)) };
}

function shown(value: unknown): unknown {
  return typeof value === 'string' ? maskSecrets(value, MESSAGE_CHARACTERS) : value;
}
