/** As many as two hex digits can name: how background records are spread (docs/decisions/0012-background-in-s3.md). */
const SHARDS = 256;

/** Every shard's name, in order. */
const shardNames: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => shard.toString(16).padStart(2, '0'));

/**
 * Deals the shards to `pollers` in runs whose lengths differ by one at most. Runs, since a poller lists neighbouring shards in
 * one request to S3. `pollers` is a whole number from 1 to 256.
 */
export function shardRuns(pollers: number): string[][] {
  const bound = (poller: number) => Math.floor((poller * SHARDS) / pollers);
  return Array.from({ length: pollers }, (_, poller) => shardNames.slice(bound(poller), bound(poller + 1)));
}
