import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { shareValue } from './shared-resources.ts';

/**
 * The table of caller keys, owners, budgets and repeated requests (docs/decisions/0025-access.md).
 *
 * Encrypted with a key of DynamoDB's own rather than KMS: keys of callers are in it as hashes alone, nobody outside the account gets
 * at it either way, and a key in KMS would be one more thing that can fail, and be waited and paid for, in every request.
 */
export class AccessTable extends dynamodb.Table {
  constructor(scope: Construct, id: string, deployment: Deployment) {
    const isKept = deployment.bucketRemoval === 'retain';
    super(scope, id, {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryption.DEFAULT,
      // Keys and owners are found nowhere else: it stays where the bucket stays.
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    shareValue(this, deployment, 'access-table-name', this.tableName);
    const output = new CfnOutput(this, 'Name', {
      value: this.tableName,
      description: 'Caller keys, owners and budgets',
    });
    output.overrideLogicalId('AccessTableName');
  }
}
