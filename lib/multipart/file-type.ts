/** As much of a file as `file-type` looks at (its documentation: "the sample size"). */
export const SAMPLE_BYTES = 4100;

/** What `file-type` calls otherwise than OpenAI and browsers do. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/ogg; codecs=opus': 'audio/ogg',
  // Sound alone is also kept in it; OpenAI takes it by this name.
  'video/matroska': 'video/x-matroska',
};

/** At once, beside the form's own parser: it knows two hundred formats. Only what takes forms loads this file. */
const loading = import('file-type');
loading.catch(() => undefined);

/**
 * What the first bytes of a file say that it is, as a media type; undefined where they do not tell.
 *
 * @param sample the first `SAMPLE_BYTES` of it, or all where there are fewer
 */
export async function fileType(sample: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await loading;
  const found = await fileTypeFromBuffer(sample).catch(() => undefined);
  return found && (OTHER_NAMES[found.mime] ?? found.mime);
}
