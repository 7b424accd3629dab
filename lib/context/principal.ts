import type { Limits } from './limits.ts';

/** How a caller has proved who it is; `anonymous`: access is off, or the endpoint is public; `service`: this service itself. */
export type PrincipalKind = 'anonymous' | 'service' | 'iam' | 'api-key' | 'bearer' | 'jwt';

/** Who asks. */
export interface Principal {
  readonly kind: PrincipalKind;
  /**
   * Kind and name: `bearer:shop`, `iam:arn:aws:iam::123456789012:user/ada`, `api-key:a1b2c3`, `jwt:https://issuer#subject`. The
   * owner of what is made, and what the ledger counts by.
   */
  readonly id: string;
  /** Principals of one team see what the others have made. */
  readonly team?: string;
  /** Whether it sees everybody's usage. */
  readonly isAdmin: boolean;
  /** Its own limits over the deployment's default ones. */
  readonly limits: Limits;
}

/** Whoever may reach a service without access control. */
export const anonymous: Principal = { kind: 'anonymous', id: 'anonymous', isAdmin: false, limits: {} };

/** The service itself: its schedule, and what webhooks have it do. */
export const theService: Principal = { kind: 'service', id: 'service', isAdmin: false, limits: {} };
