import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { alarmTopic } from '../constructs/alarm-topic.ts';
import { Alarms } from '../constructs/alarms.ts';
import { addDashboard } from '../constructs/dashboard.ts';
import { namedDeadLetters } from '../constructs/dead-letters.ts';

export interface ObservabilityStackProps extends StackProps {
  readonly deployment: Deployment;
  /** By the name of the row; every one gets its alarms and its lines. */
  readonly functions: ReadonlyMap<string, lambda.IFunction>;
  /** Absent where the deployment has function URLs alone. */
  readonly api?: apigateway.RestApi;
}

/** A dashboard, and the alarms with the topic that they go to. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    const { deployment, functions, api, ...stackProps } = props;
    super(scope, id, stackProps);
    const deadLetters = namedDeadLetters(this, deployment);
    const topic = alarmTopic(this, deployment.alarmEmail);
    const { all: alarms } = new Alarms(this, 'Service', { deployment, functions, deadLetters, topic });
    addDashboard(this, { deployment, functions, deadLetters, alarms, api });
  }
}
