import type { MadeKey } from '../../lib/access/keys/key-admin.ts';
import { shownPrincipal } from './principal-argument.ts';
import { shownTime } from './time-argument.ts';

/** A key that was just made, for people: the only time that it is seen. */
export function shownKey({ key, keyId, principal, label, expiresAt }: MadeKey): string {
  return [
    `Key ${keyId} of ${shownPrincipal(principal)}${label === '' ? '' : ` (${label})`}. It is shown this once:`,
    '',
    `  ${key}`,
    '',
    expiresAt === undefined ? 'It does not expire.' : `It expires ${shownTime(expiresAt)}.`,
    `Callers send it as \`Authorization: Bearer ${key.slice(0, 4)}…\`, or as the API key of an OpenAI client.`,
  ].join('\n');
}

/** For scripts. */
export function keyFields({ key, keyId, principal, label, expiresAt }: MadeKey) {
  return { principal, key_id: keyId, key, label, expires_at: expiresAt ?? null };
}
