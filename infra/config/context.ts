import type { Node } from 'constructs';

/** What the context says of a deployment. */
export interface ContextReading {
  readonly values: Readonly<Record<string, unknown>>;
  /** Keys that look like a deployment's, and are none. */
  readonly unknown: readonly string[];
}

/** Under which `cdk.json` keeps the deployment. */
const SERVICE = 'service';

/** Every key of a deployment is one word; what CDK and its plugins keep in the context has `:`, `-`, `/` or `@` in it. */
const ONE_WORD = /^[A-Za-z]+$/;

/** Gathers the keys under `service` and those of the command line (`-c pollers=8`), which go first. Null is as good as none. */
export function readContext(node: Node, keys: readonly string[]): ContextReading {
  const context: Readonly<Record<string, unknown>> = node.getAllContext();
  const service = context[SERVICE] ?? {};
  const { [SERVICE]: _, ...rest } = context;
  const commandLine = Object.entries(rest).filter(([key]) => ONE_WORD.test(key));
  const given = Object.entries({ ...service, ...Object.fromEntries(commandLine) });
  return {
    values: Object.fromEntries(given.filter(([, value]) => value !== null)),
    unknown: given.map(([key]) => key).filter((key) => !keys.includes(key)),
  };
}
