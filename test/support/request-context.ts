import { readEnvironment } from '../../lib/config/environment.ts';
import { type Deadline, newDeadline } from '../../lib/context/deadline.ts';
import { noGuard } from '../../lib/context/guard.ts';
import { anonymous } from '../../lib/context/principal.ts';
import { newRecorder } from '../../lib/context/recorder.ts';
import type { RequestContext } from '../../lib/context/request-context.ts';

/** A request's context as a function would have it; `changes` go over it, `variables` into its environment. */
export function requestContext(
  variables: Readonly<Record<string, string>> = {},
  changes: Partial<RequestContext> = {},
): RequestContext {
  const now = changes.now ?? (() => performance.now());
  return {
    path: '/',
    basePath: '',
    frontDoor: 'function-url',
    dialect: 'service',
    principal: anonymous,
    guard: noGuard,
    environment: readEnvironment({ OPENAI_API_KEY: 'sk-test', ...variables }),
    now,
    date: () => new Date(),
    startedAt: now(),
    deadline: timeLeft(20_000),
    recorder: newRecorder(),
    ...changes,
  };
}

/** A deadline that is always as far away. */
export function timeLeft(milliseconds: number): Deadline {
  return newDeadline(() => milliseconds);
}
