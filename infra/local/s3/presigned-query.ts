/**
 * Whether a presigned URL has ended: `X-Amz-Expires` seconds after `X-Amz-Date`
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). A request that is none has not.
 */
export function hasExpired(query: Readonly<Record<string, string>>, now: number): boolean {
  const { 'X-Amz-Date': date = '', 'X-Amz-Expires': seconds } = query;
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  return seconds !== undefined && signedAt + Number(seconds) * 1000 <= now;
}
