import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Endpoint } from '../../lib/endpoints/table.ts';

/** Hand-written functions in a temporary folder laid out as `dist/functions`. */
export interface TemporaryFunctions {
  readonly functionsDirectory: string;
  /** A row each: POST /api/<name> with JSON, 30 s, 256 MiB, unless given otherwise. */
  readonly endpoints: readonly Endpoint[];
  remove(): Promise<void>;
}

/** Writes functions, each the source of an ES module that exports `handler`. The caller removes them. */
export async function writeFunctions(
  sources: Readonly<Record<string, string>>,
  rows: Readonly<Record<string, Partial<Endpoint>>> = {},
): Promise<TemporaryFunctions> {
  const functionsDirectory = await mkdtemp(path.join(tmpdir(), 'functions-'));
  for (const [name, source] of Object.entries(sources)) {
    await mkdir(path.join(functionsDirectory, name));
    await writeFile(path.join(functionsDirectory, name, 'index.mjs'), source);
  }
  const endpoints = Object.keys(sources).map(
    (name): Endpoint => ({
      name,
      api: 'service',
      method: 'POST',
      paths: { service: `/api/${name}` },
      takes: 'json',
      responds: 'json',
      auth: 'caller',
      timeoutSeconds: 30,
      memoryMiB: 256,
      access: { openai: false },
      errors: [],
      summary: name,
      ...rows[name],
    }),
  );
  return { functionsDirectory, endpoints, remove: () => rm(functionsDirectory, { recursive: true, force: true }) };
}
