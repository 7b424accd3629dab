import { setLimits } from '../../lib/access/keys/key-admin.ts';
import { type Command, CommandError, flagOption, textOption } from './command.ts';
import { limitArguments } from './limit-arguments.ts';
import { principalArgument } from './principal-argument.ts';
import { principalFields, principalLines } from './shown-principal.ts';
import { teamArgument } from './team-argument.ts';

/** `limit shop usd_per_day=1`, `limit default requests_per_minute=60`, `limit shop usd_per_day=` */
export const limitCommand: Command = {
  usage: '<principal> [--team NAME] [--admin | --no-admin] limit=value … (limit= removes it)',
  summary: 'sets or removes single limits of a caller, of any principal, or of default',
  options: { team: { type: 'string' }, admin: { type: 'boolean' } },
  read(line) {
    const [word, ...words] = line.words;
    const principal = principalArgument(word);
    const limits = limitArguments(words);
    const team = teamArgument(textOption(line, 'team'));
    const admin = flagOption(line, 'admin');
    if (words.length === 0 && team === undefined && admin === undefined)
      throw new CommandError('Give a limit (`usd_per_day=5`), --team, --admin or --no-admin');
    const changes = { limits, ...(team !== undefined && { team }), ...(admin !== undefined && { admin }) };
    return async (table) => {
      const changed = await setLimits(table, principal, changes, { now: line.now });
      const lines = principalLines(changed, Math.floor(line.now() / 1000));
      const isKeyless = principal.startsWith('bearer:') && changed.keys.size === 0;
      const note = isKeyless ? [`\`npm run keys -- create ${word}\` makes a key.`] : [];
      return { text: [...lines, ...note].join('\n'), json: principalFields(changed) };
    };
  },
};
