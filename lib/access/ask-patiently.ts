import { ServiceError } from '../errors/service-error.ts';

/** How long an issuer that could not be asked is left alone, in milliseconds. */
const PAUSE_MS = 2000;

/**
 * Asks for something by its URL, and bears with whoever is asked: concurrent askers share one question, and after a failure nobody
 * asks again for two seconds; whoever comes meanwhile is told of the same failure at once. Failures are `access_unavailable`.
 *
 * @param now a steady clock, in milliseconds
 */
export function askPatiently<Value>(
  ask: (url: string) => Promise<Value>,
  now: () => number,
): (url: string) => Promise<Value> {
  const running = new Map<string, Promise<Value>>();
  const failed = new Map<string, { readonly until: number; readonly cause: unknown }>();

  async function asked(url: string): Promise<Value> {
    try {
      const value = await ask(url);
      failed.delete(url);
      return value;
    } catch (cause) {
      failed.set(url, { until: now() + PAUSE_MS, cause });
      throw unavailable(cause);
    } finally {
      running.delete(url);
    }
  }

  return async (url) => {
    const failure = failed.get(url);
    if (failure && now() < failure.until) throw unavailable(failure.cause);
    const question = running.get(url) ?? asked(url);
    running.set(url, question);
    return question;
  };
}

function unavailable(cause: unknown): ServiceError {
  return new ServiceError('access_unavailable', { cause });
}
