import { type OldKey, rotateKey } from '../../lib/access/keys/key-admin.ts';
import { type Command, CommandError, type CommandLine, flagOption, textOption } from './command.ts';
import { callerArgument, shownPrincipal } from './principal-argument.ts';
import { keyFields, shownKey } from './shown-key.ts';
import { shownTime, timeArgument } from './time-argument.ts';

/** `rotate shop`, `rotate shop --old-ends 24h`, `rotate shop --revoke-old` */
export const rotateCommand: Command = {
  usage: '<caller> [--label TEXT] [--expires 90d] [--old-ends 24h | --revoke-old]',
  summary: 'makes a second key; the old one stays, ends at a time, or is revoked at once',
  options: {
    label: { type: 'string' },
    expires: { type: 'string' },
    'old-ends': { type: 'string' },
    'revoke-old': { type: 'boolean' },
  },
  read(line) {
    const [caller, ...others] = line.words;
    const principal = callerArgument(caller);
    if (others.length > 0) throw new CommandError('`rotate` takes a caller alone; `limit` changes its limits');
    const old = oldKey(line);
    const label = textOption(line, 'label');
    const expiresAt = timeArgument('--expires', textOption(line, 'expires'), line.now);
    const wish = { old, ...(label !== undefined && { label }), ...(expiresAt !== undefined && { expiresAt }) };
    return async (table) => {
      const made = await rotateKey(table, principal, wish, { now: line.now });
      return {
        text: `${shownKey(made)}\n${fate(old, made.oldKeyId, shownPrincipal(principal))}`,
        json: { ...keyFields(made), old_key_id: made.oldKeyId },
      };
    };
  },
};

function oldKey(line: CommandLine): OldKey {
  const endsAt = timeArgument('--old-ends', textOption(line, 'old-ends'), line.now);
  const isRevoked = flagOption(line, 'revoke-old') === true;
  if (endsAt !== undefined && isRevoked) throw new CommandError('Give --old-ends or --revoke-old, not both');
  if (isRevoked) return 'revoke';
  return endsAt === undefined ? 'keep' : { endsAt };
}

function fate(old: OldKey, keyId: string, caller: string): string {
  if (old === 'revoke') return `The old key ${keyId} is revoked: nobody gets in with it after a minute.`;
  if (old === 'keep')
    return `The old key ${keyId} stays: \`npm run keys -- revoke ${caller} ${keyId}\` once nobody uses it.`;
  return `The old key ${keyId} works until ${shownTime(old.endsAt)}, and no longer.`;
}
