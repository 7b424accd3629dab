import type { Deployment } from './deployment.ts';
import { DeploymentError } from './deployment-error.ts';

/** Lambda's own limit (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html). */
const LONGEST_FUNCTION_NAME = 64;

/** `<name>-<stage>-<part>`: of a stack, and of whatever has to have a name. */
export function nameOf({ name, stage }: Deployment, part: string): string {
  return `${name}-${stage}-${part}`;
}

/** What logs and metrics call the service: stages of one account have each their own. */
export function serviceNameOf({ name, stage }: Deployment): string {
  return `${name}-${stage}`;
}

/** A row's function, by the name that Lambda knows it by. Throws a `DeploymentError` where that is too long. */
export function functionNameOf(deployment: Deployment, row: string): string {
  const name = nameOf(deployment, row);
  if (name.length <= LONGEST_FUNCTION_NAME) return name;
  throw new DeploymentError(
    `Lambda takes 64 characters of a function's name, and ${name} has ${name.length}: give the deployment a shorter name or stage.`,
  );
}

/** A construct's id for a name of the table: `create-text` is `CreateText`, as CloudFormation's ids have no hyphens. */
export function constructId(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
