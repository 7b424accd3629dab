import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  type Endpoint,
  endpoints as endpointTable,
  type LambdaFunction,
  lambdaFunctions,
} from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { isOpen } from '../config/is-open.ts';
import { alarmTopic } from '../constructs/alarm-topic.ts';
import { Alarms } from '../constructs/alarms.ts';
import { addDashboard } from '../constructs/dashboard.ts';
import { namedDeadLetters } from '../constructs/dead-letters.ts';
import { functionGroups, rowGroups } from '../constructs/function-groups.ts';

export interface ObservabilityStackProps extends StackProps {
  readonly deployment: Deployment;
  /** By the name of the row. */
  readonly functions: ReadonlyMap<string, lambda.IFunction>;
  /** What is watched. Defaults to every row of the table. */
  readonly rows?: readonly LambdaFunction[];
  /** Those of them that have a path. Defaults to the endpoint table. */
  readonly endpoints?: readonly Endpoint[];
  /** Absent where the deployment has function URLs alone. */
  readonly api?: apigateway.RestApi;
}

/** Of a row's name there are 22 characters at most in a function's name: as many fit into a search of 1,024. */
const MOST_ENDPOINTS = 30;

/** A dashboard, and the alarms with the topic that they go to. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    const { deployment, functions, rows = lambdaFunctions, endpoints = endpointTable, api, ...stackProps } = props;
    super(scope, id, stackProps);
    const deadLetters = namedDeadLetters(this, deployment);
    const topic = alarmTopic(this, deployment.alarmEmail);
    const groups = functionGroups(rows, functions);
    const openEndpoints = endpoints.filter((row) => isOpen(row, deployment)).map(({ name }) => name);
    const { all: alarms } = new Alarms(this, 'Service', { deployment, groups, openEndpoints, deadLetters, topic });
    addDashboard(this, { deployment, groups, apis: rowGroups(endpoints, MOST_ENDPOINTS), deadLetters, alarms, api });
  }
}
