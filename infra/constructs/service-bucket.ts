import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';

/** Pollers write off a record within 6 days: what nobody has touched for a week, nobody will look for. */
const PENDING_DAYS = 7;

/** A repeat within a day gets the first answer; S3 counts whole days from the next midnight (UTC). */
const ANSWER_DAYS = 2;

/** What was uploaded is used within a day; S3 counts whole days from the next midnight (UTC). */
const UPLOAD_DAYS = 1;

/**
 * The bucket of images, speech, videos, uploads, of records and results of background responses, and of first answers that may be asked for
 * again.
 *
 * Encrypted with S3's own keys rather than KMS: nobody outside the account gets at it either way, a URL for an image would
 * need `kms:Decrypt` beside it, and each object would cost two KMS requests more.
 */
export class ServiceBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, { imageDays, resultDays, bucketRemoval, corsOrigins }: Deployment) {
    const isKept = bucketRemoval === 'retain';
    super(scope, id, {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: false,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      // CloudFormation deletes no bucket that has objects in it.
      autoDeleteObjects: !isKept,
      // Pages that may call may put what they upload.
      ...(corsOrigins.length > 0 && { cors: [uploadCors(corsOrigins)] }),
      lifecycleRules: [
        { id: 'images', prefix: 'images/', expiration: Duration.days(imageDays) },
        { id: 'speech', prefix: 'speech/', expiration: Duration.days(imageDays) },
        // As long as the results that name them.
        { id: 'videos', prefix: 'videos/', expiration: Duration.days(resultDays) },
        { id: 'results', prefix: 'background/completed/', expiration: Duration.days(resultDays) },
        { id: 'records', prefix: 'background/pending/', expiration: Duration.days(PENDING_DAYS) },
        // Also where access is off: it may have been on before.
        { id: 'answers', prefix: 'idempotency/', expiration: Duration.days(ANSWER_DAYS) },
        { id: 'uploads', prefix: 'uploads/', expiration: Duration.days(UPLOAD_DAYS) },
        { id: 'parts', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    // By the property: `eventBridgeEnabled` of the construct would add a function of CDK's own to set it.
    const { defaultChild } = this.node;
    (defaultChild as s3.CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        "Only the service's functions reach the bucket, and each logs what it keeps; access logs would need a second bucket, and CloudTrail's data events tell more to whoever wants them.",
    });
  }
}

function uploadCors(origins: readonly string[]): s3.CorsRule {
  return {
    allowedMethods: [s3.HttpMethods.PUT],
    allowedOrigins: [...origins],
    allowedHeaders: ['content-type'],
    maxAge: 3600,
  };
}
