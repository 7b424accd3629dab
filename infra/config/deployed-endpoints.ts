import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from './deployment.ts';
import { DeploymentError } from './deployment-error.ts';
import { deployedPaths } from './dialects.ts';

/** What a deployment says of the rows that it may leave out. */
const isWanted: Readonly<Record<NonNullable<Endpoint['optional']>, (deployment: Deployment) => boolean>> = {
  docs: ({ docs }) => docs !== 'off',
  playground: ({ playground }) => playground,
};

/** How a row is left out, for whoever has to. */
const withoutIt: Readonly<Record<NonNullable<Endpoint['optional']>, string>> = {
  docs: 'docs to off',
  playground: 'playground to false',
};

/** The rows that a deployment has. Throws one `DeploymentError` where there are none, or where a page of them has nobody to call. */
export function deployedEndpoints(table: readonly Endpoint[], deployment: Deployment): Endpoint[] {
  const { apis, dialects } = deployment;
  const rows = table.filter(
    (row) =>
      (apis === undefined || apis.includes(row.api)) &&
      (row.optional === undefined || isWanted[row.optional](deployment)) &&
      deployedPaths(row, dialects).length > 0,
  );
  if (rows.length === 0) {
    throw new DeploymentError(
      `No endpoint is left: none of ${apis ? apis.join(', ') : 'the APIs'} has a path in the dialects ${dialects.join(', ')}, or its page is off. Name more under apis or dialects.`,
    );
  }
  const pages = rows.filter(({ page }) => page !== undefined);
  if (deployment.frontDoors === 'urls' && pages.length > 0) {
    const settings = pages.flatMap(({ optional }) => (optional ? [withoutIt[optional]] : []));
    throw new DeploymentError(
      `frontDoors "urls" has no place for ${pages.map(({ name }) => name).join(' and ')}: a function URL leads to one function alone, and a page calls others below its own address. Set frontDoors to both or api${settings.length > 0 ? `, or ${settings.join(' and ')}` : ''}.`,
    );
  }
  return rows;
}
