import type { Done, Store } from 'dynalite/db/index.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import { asRefusal, Refusal } from './refusal.ts';

/** dynalite's own, by DynamoDB's names, and whether each writes. */
const writes = {
  BatchGetItem: false,
  BatchWriteItem: true,
  CreateTable: true,
  DeleteItem: true,
  DescribeTable: false,
  GetItem: false,
  ListTables: false,
  PutItem: true,
  Query: false,
  Scan: false,
  UpdateItem: true,
} as const;

export type Action = keyof typeof writes;

interface ActionModule {
  readonly default: (store: Store, input: unknown, done: Done) => void;
}

interface ValidationModule {
  readonly default: { readonly types: unknown; readonly custom: unknown };
}

export function isAction(name: string): name is Action {
  return Object.hasOwn(writes, name);
}

export function isWrite(action: Action): boolean {
  return writes[action];
}

/**
 * One of dynalite's actions.
 *
 * @throws Refusal
 */
export async function act(store: Store, action: Action, input: unknown): Promise<unknown> {
  const file = `${action.charAt(0).toLowerCase()}${action.slice(1)}.js`;
  const { default: run }: ActionModule = await import(`dynalite/actions/${file}`);
  const { default: rules }: ValidationModule = await import(`dynalite/validations/${file}`);
  try {
    const checked = checkTypes(structuredClone(input), rules.types);
    checkValidations(checked, rules.types, rules.custom, store);
    return await new Promise<unknown>((resolve, reject) => {
      run(store, checked, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Whether a condition did not hold. */
export function isFailedCondition(error: unknown): error is Refusal {
  return error instanceof Refusal && error.is('ConditionalCheckFailedException');
}
