/** Who the platform says has called: API Gateway and function URLs tell it in their events, which no caller writes. */
export interface PlatformIdentity {
  /** Of IAM: a user's, or a role's with the name of a session. */
  readonly arn?: string;
  /** Of API Gateway's key, not its value. */
  readonly apiKeyId?: string;
}

const SESSION = /^(arn:[\w-]+:sts::\d+:assumed-role\/.+)\/[^/]+$/;

/** An ARN less the name of a role's session, which is the caller's to choose. */
export function callerArn(arn: string): string {
  return SESSION.exec(arn)?.[1] ?? arn;
}
