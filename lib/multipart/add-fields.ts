/** The boundary of a content type (RFC 2046 §5.1.1); undefined where it names none. */
const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i;

/** A form with more fields, before its own; those stay byte for byte as they were. */
export function addFields(bytes: Buffer, contentType: string, fields: Readonly<Record<string, string>>): Buffer {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? plain ?? '';
  const added = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const start = Math.max(0, bytes.indexOf(`--${boundary}`));
  return Buffer.concat([Buffer.from(added.join('')), bytes.subarray(start)]);
}
