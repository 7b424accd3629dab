import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Deployment } from '../config/deployment.ts';
import { nameOf } from '../config/names.ts';

/** WAF counts an address's requests over this many seconds. */
const RATE_WINDOW_SECONDS = 300;
/** WAF's bounds of a rate limit (https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html). */
const LOWEST_RATE_LIMIT = 10;

/**
 * Rules of the common rule set that only count. The first five look for code and paths in a body, or at its length: here a body
 * is prose and code for a model, and holds images. The last one stops programs that name themselves nothing, as Node's own
 * `http` does.
 */
const COUNTED_RULES = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'NoUserAgent_HEADER',
];

/** A web ACL before the API's stage: AWS's common rules, and a limit for each address of what the whole API takes. */
export function addWebAcl(api: apigateway.RestApi, deployment: Deployment): void {
  const { throttle } = deployment;
  const visibility = (metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty => ({
    metricName,
    cloudWatchMetricsEnabled: true,
    // Samples show whole headers in the console, keys among them.
    sampledRequestsEnabled: false,
  });
  const acl = new wafv2.CfnWebACL(api, 'WebAcl', {
    scope: 'REGIONAL',
    description: `Before the API ${nameOf(deployment, 'api')}`,
    defaultAction: { allow: {} },
    visibilityConfig: visibility(nameOf(deployment, 'api')),
    rules: [
      {
        name: 'RatePerAddress',
        priority: 0,
        action: { block: {} },
        visibilityConfig: visibility('RatePerAddress'),
        statement: {
          rateBasedStatement: {
            aggregateKeyType: 'IP',
            evaluationWindowSec: RATE_WINDOW_SECONDS,
            limit: Math.max(LOWEST_RATE_LIMIT, Math.ceil(throttle.rate * RATE_WINDOW_SECONDS)),
          },
        },
      },
      {
        name: 'CommonRules',
        priority: 1,
        overrideAction: { none: {} },
        visibilityConfig: visibility('CommonRules'),
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: 'AWSManagedRulesCommonRuleSet',
            ruleActionOverrides: COUNTED_RULES.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
          },
        },
      },
    ],
  });
  new wafv2.CfnWebACLAssociation(api, 'WebAclAssociation', {
    webAclArn: acl.attrArn,
    resourceArn: api.deploymentStage.stageArn,
  });
}
