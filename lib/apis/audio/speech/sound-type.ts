import { isRowOf } from '../../../json/fields.ts';
import type { UpstreamResponse } from '../../../upstream/fetch/upstream-response.ts';

/** What OpenAI calls each of its formats (recorded answers). */
const TYPES = {
  mp3: 'audio/mpeg',
  opus: 'audio/opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
} as const;

/** What a sound is: as the upstream says, and by the format that was asked for where it says nothing of it. */
export function soundType({ headers }: UpstreamResponse, format = 'mp3'): string {
  const said = headers.get('content-type') ?? '';
  if (/^\s*(?:audio|video)\//i.test(said)) return said;
  return isRowOf(TYPES, format) ? TYPES[format] : said || 'application/octet-stream';
}
