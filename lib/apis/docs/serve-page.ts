import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { Sink } from '../../stream/sink.ts';
import type { PageRequest } from './schemas/page-request.ts';

/** By extension: all that the build puts into a page's folder (`infra/build/page-files.ts`). */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Everything comes from the page's own host; pictures also from data and from the bucket's addresses. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob: https: http://127.0.0.1:*",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = 'index.html';

/** The page beside the function's bundle. */
const folder = path.join(import.meta.dirname, 'page');

/** Read once: a function's files do not change while it lives. */
let names: ReadonlySet<string> | undefined;

/**
 * A page or one of its files, compressed as the build left it. Throws a `ServiceError` `route_not_found` for a file that the
 * page does not have.
 */
export function servePage({ file = PAGE }: PageRequest, context: RequestContext) {
  names ??= new Set(readdirSync(folder));
  // By the names that are there, so no path of the caller's making reaches the disk.
  if (!names.has(`${file}.gz`))
    throw new ServiceError('route_not_found', { message: `This page has no file ${file}.` });
  const bytes = readFileSync(path.join(folder, `${file}.gz`));
  context.recorder.answered({ file, bytes: bytes.length });
  return {
    statusCode: 200 as const,
    headers: {
      'content-type': contentTypes[path.extname(file)] ?? 'application/octet-stream',
      // Every browser takes it; nobody else is served a page.
      'content-encoding': 'gzip',
      'cache-control': 'no-cache',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    stream: async (sink: Sink) => void sink.write(bytes),
  };
}
