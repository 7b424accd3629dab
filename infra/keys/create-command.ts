import { createKey } from '../../lib/access/keys/key-admin.ts';
import { type Command, flagOption, textOption } from './command.ts';
import { limitArguments } from './limit-arguments.ts';
import { callerArgument } from './principal-argument.ts';
import { keyFields, shownKey } from './shown-key.ts';
import { teamArgument } from './team-argument.ts';
import { timeArgument } from './time-argument.ts';

/** `create shop --label "web shop" --team web --admin --expires 90d usd_per_day=5` */
export const createCommand: Command = {
  usage: '<caller> [--label TEXT] [--team NAME] [--admin] [--expires 90d] [limit=value …]',
  summary: 'makes the first key of a caller, and shows it this once',
  options: {
    label: { type: 'string' },
    team: { type: 'string' },
    admin: { type: 'boolean' },
    expires: { type: 'string' },
  },
  read(line) {
    const [caller, ...limits] = line.words;
    const principal = callerArgument(caller);
    const label = textOption(line, 'label');
    const team = teamArgument(textOption(line, 'team'));
    const admin = flagOption(line, 'admin');
    const expiresAt = timeArgument('--expires', textOption(line, 'expires'), line.now);
    const wish = {
      limits: limitArguments(limits),
      ...(label !== undefined && { label }),
      ...(team !== undefined && { team }),
      ...(admin !== undefined && { admin }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    return async (table) => {
      const made = await createKey(table, principal, wish, { now: line.now });
      return { text: shownKey(made), json: keyFields(made) };
    };
  },
};
