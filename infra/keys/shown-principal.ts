import type { PrincipalItem } from '../../lib/access/keys/key-item.ts';
import { shownLimits } from './limit-arguments.ts';
import { shownPrincipal } from './principal-argument.ts';
import { shownTime } from './time-argument.ts';

/** A principal and its keys, for people: a line for each. */
export function principalLines({ id, team, admin, limits, keys }: PrincipalItem, nowSeconds: number): string[] {
  const traits = [...(team === undefined ? [] : [`team=${team}`]), ...(admin ? ['admin'] : []), ...shownLimits(limits)];
  const lines = [...keys].map(([keyId, { label, createdAt, expiresAt }]) => {
    const parts = [keyId, ...(label === '' ? [] : [label]), `made ${shownTime(createdAt)}`];
    if (expiresAt !== undefined)
      parts.push(`${expiresAt > nowSeconds ? 'expires' : 'EXPIRED'} ${shownTime(expiresAt)}`);
    return `  ${parts.join('  ')}`;
  });
  const isKeyless = id.startsWith('bearer:') && keys.size === 0;
  return [
    `${shownPrincipal(id)}  ${traits.join(' ') || '(no limits of its own)'}`,
    ...lines,
    ...(isKeyless ? ['  (no key)'] : []),
  ];
}

/** For scripts. */
export function principalFields({ id, team, admin, limits, keys }: PrincipalItem) {
  return {
    principal: id,
    team: team ?? null,
    admin,
    limits,
    keys: [...keys].map(([keyId, { label, createdAt, expiresAt }]) => ({
      key_id: keyId,
      label,
      created_at: createdAt,
      expires_at: expiresAt ?? null,
    })),
  };
}
