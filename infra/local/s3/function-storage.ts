import path from 'node:path';

/** What the functions keep images and background responses in, and how they are told. */
export interface FunctionStorage {
  /** Goes to every function. */
  readonly variables: Readonly<Record<string, string>>;
  /** For whoever starts the stack. */
  readonly announcement: string;
  close(): Promise<void>;
}

const LOCAL_BUCKET = 'local-images';

/** What the AWS SDK needs of this machine to reach the real AWS; nothing else is passed on. */
const AWS_VARIABLE =
  /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|REGION|DEFAULT_REGION|CONFIG_FILE|SHARED_CREDENTIALS_FILE)|HOME|USERPROFILE)$/;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * S3 for the local functions, as `S3_ENDPOINT` says: nothing for one in this process, `aws` for the real one, or a URL.
 * `STORAGE_BUCKET` names the bucket; only the one in this process has a name for it already.
 *
 * @param folder where the one in this process keeps its objects, in `s3/`, and copies of images to look at, in `images/`
 */
export async function functionStorage(variables: Variables, folder: string): Promise<FunctionStorage> {
  const { S3_ENDPOINT: endpoint, STORAGE_BUCKET: bucket } = variables;
  if (endpoint) {
    const where = endpoint === 'aws' ? 'S3 is the real one' : `S3 is at ${endpoint}`;
    const kept = bucket ? `images are kept in the bucket ${bucket}` : 'images are not kept (set STORAGE_BUCKET)';
    return { variables: awsVariables(variables), announcement: `${where}: ${kept}`, close: async () => {} };
  }
  const directory = path.join(folder, 's3');
  const mirror = path.join(folder, 'images');
  // fauxqs is loaded only where it is used.
  const { startLocalS3 } = await import('./local-s3.ts');
  const s3 = await startLocalS3({ bucket: bucket || LOCAL_BUCKET, directory, mirror });
  return {
    variables: {
      STORAGE_BUCKET: bucket || LOCAL_BUCKET,
      S3_ENDPOINT: s3.url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    announcement: `S3 is played in this process at ${s3.url}: images and background results are kept in ${directory} for the next start, and images copied to ${mirror}`,
    close: () => s3.close(),
  };
}

/** Those of this machine's variables by which functions reach the real AWS. */
export function awsVariables(variables: Variables): Record<string, string> {
  const given = Object.entries(variables).filter(([name, value]) => value && AWS_VARIABLE.test(name));
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? '']));
}
