import { revokeKey } from '../../lib/access/keys/key-admin.ts';
import { type Command, CommandError, flagOption } from './command.ts';
import { callerArgument } from './principal-argument.ts';

/** `revoke shop <key id>`, `revoke shop --all` */
export const revokeCommand: Command = {
  usage: '<caller> <key id> | <caller> --all',
  summary: 'ends a key, or all keys of a caller; its limits stay',
  options: { all: { type: 'boolean' } },
  read(line) {
    const [caller, keyId, ...others] = line.words;
    const principal = callerArgument(caller);
    const isAll = flagOption(line, 'all') === true;
    if ((keyId === undefined) !== isAll || others.length > 0)
      throw new CommandError(`Give the id of one key (\`npm run keys -- list ${caller}\` shows them), or --all`);
    return async (table) => {
      const revoked = await revokeKey(table, principal, keyId ?? 'all', { now: line.now });
      return {
        text: `Revoked ${revoked.join(' and ')} of ${caller}: nobody gets in with it after a minute, as long as functions keep what they have looked up.`,
        json: { principal, revoked },
      };
    };
  },
};
