import { NestedStack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Dialect } from '../../lib/endpoints/row.ts';

/** The resource of a path, made with those above it where they are not there yet. */
export type ResourceOf = (dialect: Dialect, path: string) => apigateway.IResource;

/**
 * The paths of an API, a tree for each dialect. OpenAI's tree stands in a nested stack: both together have more resources than
 * CloudFormation takes in one. The service's own stays in the stack of the API, since a deployment has it there: CloudFormation makes
 * what moves before it deletes the old, and API Gateway takes no path twice.
 */
export function apiTrees(api: apigateway.RestApi): ResourceOf {
  const roots = new Map<string, apigateway.Resource>();
  let nested: NestedStack | undefined;
  return (dialect, path) => {
    if (dialect === 'service') return api.root.resourceForPath(path);
    const [first = '', ...below] = path.slice(1).split('/');
    nested ??= new NestedStack(api.stack, 'OpenaiPaths', { description: "Paths of OpenAI's dialect" });
    const root = roots.get(first) ?? new apigateway.Resource(nested, first, { parent: api.root, pathPart: first });
    roots.set(first, root);
    return below.length === 0 ? root : root.resourceForPath(below.join('/'));
  };
}
