import { NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ApiStack } from '../../../infra/stacks/api-stack.ts';
import { servedPaths } from '../../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints as table } from '../../../lib/endpoints/table.ts';
import { fakeService, flat, type Resource, resourcesOf } from '../../support/fake-service.ts';

/** An API stack over functions that are names alone, and its template, with what its nested stacks have. */
export interface FakeApi {
  readonly stack: ApiStack;
  readonly template: Template;
  /** `POST /api/responses/text` and its method. */
  readonly methods: Readonly<Record<string, Resource['Properties']>>;
}

/** One path that a row is asked by. */
export type FakeRoute = Endpoint & { readonly path: string };

/** The table by paths: those of each dialect, their other spellings, and that of a page's files. */
export const routes: readonly FakeRoute[] = table.flatMap((row: Endpoint) =>
  servedPaths(row).map((path) => ({ ...row, path })),
);

/** Of a route, as `methods` has it. */
export const keyOf = ({ method, path }: FakeRoute) => `${method} ${path}`;

export function fakeApi(service: Readonly<Record<string, unknown>> = {}, endpoints?: readonly Endpoint[]): FakeApi {
  const { app, deployment, functions } = fakeService(
    service,
    endpoints?.map(({ name }) => name),
  );
  const stack = new ApiStack(app, 'Api', { deployment, functions, ...(endpoints && { endpoints }) });
  const template = withNested(stack);
  return { stack, template, methods: methodsOf(template) };
}

/** The template of a stack with the resources of its nested ones, which refer to its own as if they stood in it. */
function withNested(stack: ApiStack): Template {
  const template = Template.fromStack(stack).toJSON();
  const Resources: Record<string, unknown> = { ...template.Resources };
  for (const nested of stack.node.findAll().filter((each) => each instanceof NestedStack)) {
    const id = stack.resolve(nested.nestedStackResource?.logicalId);
    const { Parameters: given = {} } = template.Resources[id].Properties;
    const replaced = (_key: string, value: { readonly Ref?: string } | null) =>
      value !== null && typeof value === 'object' && value.Ref !== undefined ? (given[value.Ref] ?? value) : value;
    Object.assign(Resources, JSON.parse(JSON.stringify(Template.fromStack(nested).toJSON().Resources), replaced));
    delete Resources[id];
  }
  return Template.fromJSON({ ...template, Resources });
}

function methodsOf(template: Template): FakeApi['methods'] {
  const parts = resourcesOf(template, 'AWS::ApiGateway::Resource');
  const pathOf = (reference: unknown): string => {
    const id = flat(reference).slice(1, -1);
    const part = parts[id]?.Properties;
    return part ? `${pathOf(part.ParentId)}/${part.PathPart}` : '';
  };
  const methods = Object.values(resourcesOf(template, 'AWS::ApiGateway::Method'));
  return Object.fromEntries(
    methods.map(({ Properties }) => [`${Properties.HttpMethod} ${pathOf(Properties.ResourceId) || '/'}`, Properties]),
  );
}
