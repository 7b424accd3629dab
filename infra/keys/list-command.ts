import { listKeys } from '../../lib/access/keys/key-admin.ts';
import { type Command, CommandError } from './command.ts';
import { principalArgument } from './principal-argument.ts';
import { principalFields, principalLines } from './shown-principal.ts';

/** `list`, `list shop` */
export const listCommand: Command = {
  usage: '[<principal>]',
  summary: 'shows callers, their limits and their keys (never a key itself)',
  options: {},
  read({ words, now }) {
    if (words.length > 1) throw new CommandError('`list` takes one principal, or none for all');
    const only = words.length === 0 ? undefined : principalArgument(words[0]);
    return async (table) => {
      const all = await listKeys(table);
      const principals = only === undefined ? all : all.filter(({ id }) => id === only);
      const lines = principals.flatMap((principal) => principalLines(principal, Math.floor(now() / 1000)));
      const nothing = only === undefined ? 'There are no keys and no limits yet' : `Nothing is written of ${words[0]}`;
      return {
        text: lines.length > 0 ? lines.join('\n') : `${nothing}: \`npm run keys -- create <caller>\` makes a key.`,
        json: principals.map(principalFields),
      };
    };
  },
};
