import * as iam from 'aws-cdk-lib/aws-iam';
import type { Access, LambdaFunction } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { tableUse } from '../config/table-use.ts';
import type { SharedResources } from './shared-resources.ts';

/** What a role may do in the bucket: key patterns for each verb. */
export interface BucketGrant {
  /** `s3:GetObject`, which reading headers and being the signer of a URL need as well. */
  readonly get?: readonly string[];
  readonly put?: readonly string[];
  readonly delete?: readonly string[];
  /** `s3:AbortMultipartUpload`: to remove the parts of what has not come whole. Beginning and ending one is `put`. */
  readonly abort?: readonly string[];
  /**
   * `s3:ListBucket`: to list, and to be told 404 rather than 403 of an object that is not there. S3 then takes the object's
   * key for the prefix (https://github.com/ceph/ceph/pull/68577 found out and does the same).
   */
  readonly list?: readonly string[];
}

const IMAGES = 'images/*';
const POINTERS = 'images/by-response/*';
const PENDING = 'background/pending/*';
const COMPLETED = 'background/completed/*';
const UPLOADS = 'uploads/*';
const SPEECH = 'speech/*';
const VIDEOS = 'videos/*';
const ANSWERS = 'idempotency/*';

/** By `access.images` of a row: what the files of `lib/storage/images/` send to S3. */
const imageGrants: Readonly<Record<NonNullable<Access['images']>, BucketGrant>> = {
  // An image may be gone before its pointer, and is then passed over: S3 has to say 404.
  read: { get: [IMAGES], list: [IMAGES] },
  // The answer has a URL of the image just stored, and a URL may do no more than the role that signed it.
  write: { get: [IMAGES], put: [IMAGES] },
  delete: { delete: [IMAGES], list: [POINTERS] },
};

/** By `access.background` of a row: what `lib/background/records/s3-job-store.ts` sends to S3 for it. */
const backgroundGrants: Readonly<Record<NonNullable<Access['background']>, BucketGrant>> = {
  start: { put: [PENDING] },
  // Most responses have no result yet, or never: S3 has to say 404.
  read: { get: [COMPLETED], list: [COMPLETED] },
  resume: { get: [PENDING, COMPLETED], list: [PENDING, COMPLETED] },
  // Putting with `If-Match` needs to get as well.
  settle: { get: [PENDING, COMPLETED], put: [PENDING, COMPLETED], delete: [PENDING], list: [PENDING, COMPLETED] },
  delete: { get: [PENDING, COMPLETED], delete: [PENDING, COMPLETED], list: [PENDING, COMPLETED] },
};

/** By `access.uploads` of a row: what the files of `lib/storage/uploads/` send to S3. */
const uploadGrants: Readonly<Record<NonNullable<Access['uploads']>, BucketGrant>> = {
  // A URL may do no more than the role that signed it.
  create: { put: [UPLOADS] },
  // One that was used is gone: S3 has to say 404.
  take: { get: [UPLOADS], delete: [UPLOADS], list: [UPLOADS] },
};

/** By `access.speech` of a row: what the files of `lib/storage/speech/` send to S3. */
const speechGrants: Readonly<Record<NonNullable<Access['speech']>, BucketGrant>> = {
  // The answer may have a URL, and a URL may do no more than the role that signed it.
  write: { get: [SPEECH], put: [SPEECH], abort: [SPEECH] },
  // What is over is gone: S3 has to say 404.
  read: { get: [SPEECH], list: [SPEECH] },
};

/** By `access.videos` of a row: what the files of `lib/storage/videos/` send to S3. */
const videoGrants: Readonly<Record<NonNullable<Access['videos']>, BucketGrant>> = {
  // A URL may do no more than the role that signed it.
  read: { get: [VIDEOS] },
  // What was deleted while it was copied is removed again.
  write: { put: [VIDEOS], abort: [VIDEOS], delete: [VIDEOS] },
  delete: { delete: [VIDEOS] },
};

/** First answers that an item of the table has no room for. Only who has found such an item gets one, so it is there. */
const answerGrant: BucketGrant = { get: [ANSWERS], put: [ANSWERS] };

const objectActions = [
  ['get', 's3:GetObject'],
  ['put', 's3:PutObject'],
  ['delete', 's3:DeleteObject'],
  ['abort', 's3:AbortMultipartUpload'],
] as const satisfies readonly (readonly [keyof BucketGrant, action: string])[];

/** What a row's function does in the bucket; nothing for a row that names none of it and keeps no answers. */
export function bucketGrants(row: LambdaFunction, deployment: Deployment): BucketGrant[] {
  const { images, videos, background, uploads, speech } = row.access;
  return [
    ...(images ? [imageGrants[images]] : []),
    ...(videos ? [videoGrants[videos]] : []),
    ...(background ? [backgroundGrants[background]] : []),
    ...(uploads ? [uploadGrants[uploads]] : []),
    ...(speech ? [speechGrants[speech]] : []),
    ...(tableUse(row, deployment).costs ? [answerGrant] : []),
  ];
}

/** The statements that such grants come to. */
export function bucketStatements(grants: readonly BucketGrant[], shared: SharedResources): iam.PolicyStatement[] {
  const patterns = (verb: keyof BucketGrant) => [...new Set(grants.flatMap((grant) => grant[verb] ?? []))];
  const objects = objectActions.flatMap(([verb, action]) => {
    const resources = patterns(verb).map((pattern) => `${shared.bucketArn}/${pattern}`);
    return resources.length === 0 ? [] : [new iam.PolicyStatement({ actions: [action], resources })];
  });
  const prefixes = patterns('list');
  if (prefixes.length === 0) return objects;
  const conditions = { StringLike: { 's3:prefix': prefixes } };
  return [
    ...objects,
    new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [shared.bucketArn], conditions }),
  ];
}
