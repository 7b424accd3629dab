import { CommandError } from './command.ts';

const TEAM = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** The name of a team; null for `none`. */
export function teamArgument(text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  if (!TEAM.test(text)) throw new CommandError('--team wants letters, digits and . _ -, up to 64 of them, or none');
  return text;
}
