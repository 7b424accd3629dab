import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from './deployment.ts';
import { DeploymentError } from './deployment-error.ts';

/** What a deployment says of the rows that it may leave out. */
const isWanted: Readonly<Record<NonNullable<Endpoint['optional']>, (deployment: Deployment) => boolean>> = {
  docs: ({ docs }) => docs === 'on',
  playground: ({ playground }) => playground,
};

/** How a row is left out, for whoever has to. */
const withoutIt: Readonly<Record<NonNullable<Endpoint['optional']>, string>> = {
  docs: 'docs to off',
  playground: 'playground to false',
};

/** The rows that a deployment has. Throws one `DeploymentError` where a page of them has nobody to call. */
export function deployedEndpoints(table: readonly Endpoint[], deployment: Deployment): Endpoint[] {
  const rows = table.filter(({ optional }) => optional === undefined || isWanted[optional](deployment));
  const pages = rows.filter(({ page }) => page !== undefined);
  if (deployment.frontDoors === 'urls' && pages.length > 0) {
    const settings = pages.flatMap(({ optional }) => (optional ? [withoutIt[optional]] : []));
    throw new DeploymentError(
      `frontDoors "urls" has no place for ${pages.map(({ name }) => name).join(' and ')}: a function URL leads to one function alone, and a page calls others below its own address. Set frontDoors to both or api${settings.length > 0 ? `, or ${settings.join(' and ')}` : ''}.`,
    );
  }
  return rows;
}
