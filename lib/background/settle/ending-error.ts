import { errorCatalogue } from '../../errors/catalogue.ts';

/** Why there is no result, as the archive says it. */
export function endingError(kind: 'lost' | 'expired') {
  const code = `response_${kind}` as const;
  const { message, hint } = errorCatalogue[code];
  return { code, message, hint };
}
