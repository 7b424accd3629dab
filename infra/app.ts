import { DeploymentError } from './config/deployment-error.ts';
import { buildApp } from './service-app.ts';

// What CDK's command line runs (`cdk.json`). The account and the region are those of its credentials, where it has any.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;

try {
  buildApp({}, { account, region }).synth();
} catch (error) {
  if (!(error instanceof DeploymentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
