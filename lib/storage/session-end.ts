/** What of credentials says how long they hold. */
export interface SessionCredentials {
  /** Only of a session; without it they are a user's, and do not end. */
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

/**
 * Of a role's session at most (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html), and what is seen of
 * Lambda's (https://github.com/boto/boto3/issues/2392). The roles that sign are deployed to allow as much.
 */
export const LONGEST_SESSION_SECONDS = 43_200;

/** A session may have begun before the process that it is given to. */
const BEGUN_BEFORE_MS = 15 * 60 * 1000;

/**
 * When credentials end, in milliseconds since 1970; infinity where they do not. Lambda puts a session into the environment of a
 * process and does not say when it ends; it never changes while the process lives, so it is as old as the process.
 *
 * @param processStartedAt in milliseconds since 1970
 */
export function sessionEnd({ sessionToken, expiration }: SessionCredentials, processStartedAt: number): number {
  if (expiration) return expiration.getTime();
  if (sessionToken === undefined) return Number.POSITIVE_INFINITY;
  return processStartedAt + LONGEST_SESSION_SECONDS * 1000 - BEGUN_BEFORE_MS;
}
