import { DEFAULT_PRINCIPAL } from '../../lib/access/keys/key-item.ts';
import { CommandError } from './command.ts';

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const ID = /^(?:iam|api-key|jwt):[!-~]{1,1000}$/;

/** The id of a caller that has keys: `shop`, or `bearer:shop`, is `bearer:shop`. */
export function callerArgument(word: string | undefined): string {
  if (word === undefined) throw new CommandError('Name the caller: `shop`');
  const name = word.replace(/^bearer:/, '');
  if (name === DEFAULT_PRINCIPAL)
    throw new CommandError(
      `${DEFAULT_PRINCIPAL} stands for everybody who has no limits of their own: choose another name`,
    );
  if (!NAME.test(name))
    throw new CommandError(
      `${word} is no name of a caller: use letters, digits and . _ -, up to 64 of them. Keys are for callers; IAM, API Gateway and token issuers have theirs themselves`,
    );
  return `bearer:${name}`;
}

/** The id of any principal: a caller's, `default`, or one that begins with the kind of its proof. */
export function principalArgument(word: string | undefined): string {
  if (word === undefined)
    throw new CommandError(
      'Name whose: a caller (`shop`), `default`, or `iam:<ARN>`, `api-key:<id>`, `jwt:<issuer>#<subject>`',
    );
  return word === DEFAULT_PRINCIPAL || ID.test(word) ? word : callerArgument(word);
}

/** A principal as people name it. */
export function shownPrincipal(id: string): string {
  return id.replace(/^bearer:/, '');
}
