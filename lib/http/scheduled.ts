import type * as z from 'zod';
import { environment } from '../config/environment.ts';
import { newDeadline } from '../context/deadline.ts';
import { noGuard } from '../context/guard.ts';
import { theService } from '../context/principal.ts';
import { newRecorder } from '../context/recorder.ts';
import type { RequestContext } from '../context/request-context.ts';
import { scheduledFunctionNamed } from '../endpoints/endpoint-named.ts';
import type { ScheduledFunctionName } from '../endpoints/table.ts';
import { parseRequest } from '../validation/parse-request.ts';

/** What makes a scheduled function: the event it takes, and who serves it. */
export interface ScheduledDefinition<S extends z.ZodType, Result> {
  readonly event: S;
  readonly serve: (event: z.output<S>, context: RequestContext) => Promise<Result>;
}

/**
 * The handler of a function that a schedule invokes. It has no caller to answer: what it throws is the invocation's failure,
 * which Lambda retries and counts. Throws at import where the environment is not usable.
 */
export function scheduled<S extends z.ZodType, Result>(
  name: ScheduledFunctionName,
  { event: schema, serve }: ScheduledDefinition<S, Result>,
) {
  const settings = environment(scheduledFunctionNamed(name).access.openai);
  return async (event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<Result> =>
    serve(parseRequest(schema, event), {
      path: name,
      environment: settings,
      now: () => performance.now(),
      date: () => new Date(),
      startedAt: performance.now(),
      deadline: newDeadline(() => context.getRemainingTimeInMillis()),
      recorder: newRecorder(),
      principal: theService,
      guard: noGuard,
      basePath: '',
      frontDoor: 'schedule',
      dialect: 'service',
    });
}
