/** Who asks. Until callers have names, everybody is the same one. */
export interface Principal {
  readonly kind: 'anonymous';
}

/** Whoever may reach the service. */
export const anonymous: Principal = { kind: 'anonymous' };
