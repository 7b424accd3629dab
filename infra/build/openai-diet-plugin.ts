import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** What every resource needs. */
const ALWAYS_KEPT = ['shared', 'index'];

/** How the sources take a resource of the client: `const { models } = openaiClient(…)`, or `openaiClient(…).models`. */
const USE = /(?:\{([^{}]*)\} = )?openaiClient\((?:[^()]|\([^()]*\))*\)(?:\.(\w+))?/g;

/** Examples in comments use nothing. */
const COMMENT = /\/\*[\s\S]*?\*\//g;

/**
 * The SDK's resources that some sources use, by the names of their files. Its client constructs every API it has (some sixty
 * classes) and pulls in stream helpers that read `globalThis.Headers` at import, which makes Node load undici: 390 KB and 40 ms of
 * a cold start.
 */
export function usedResources(sources: readonly string[]): string[] {
  const names = sources.flatMap((source) =>
    [...source.replaceAll(COMMENT, '').matchAll(USE)].flatMap(([, taken = '', resource]) =>
      resource === undefined ? taken.split(',').map((name) => name.split(':')[0]?.trim() ?? '') : [resource],
    ),
  );
  const files = names.filter(Boolean).map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  return [...new Set(files)].sort();
}

/** The files of the resources that `lib/` uses. */
function keptResources(): RegExp {
  const lib = path.join(import.meta.dirname, '../../lib');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const used = usedResources(files.map((name) => readFileSync(path.join(lib, name), 'utf8')));
  return new RegExp(`^resources[\\\\/](?:${[...ALWAYS_KEPT, ...used].join('|')})(?![\\w-])`);
}

const LEFT_OUT_HELPERS =
  /^lib[\\/](EventStream|responses[\\/]ResponseStream|ChatCompletion|AbstractChatCompletion|Assistant|agents|beta)/;

/** Names that a module exports, read from the SDK's generated code (`export class X`, `export const x`, `export { a as b }`). */
function exportedNames(source: string): readonly string[] {
  const declared = [...source.matchAll(/^export (?:class|const|let|function|async function) (\w+)/gm)].map(
    ([, name]) => name,
  );
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list]) =>
    (list ?? '').split(',').map((entry) => entry.trim().split(' as ').at(-1)),
  );
  return [...new Set([...declared, ...listed])].filter((name): name is string => Boolean(name));
}

/** A class of that name that may be constructed, as the SDK's client does at once, and explains itself when it is used. */
function absentClass(name: string): string {
  return `export class ${name} { constructor() { return new Proxy(this, { get(_, key) {
    if (typeof key === 'symbol') return undefined;
    throw new Error("openai's ${name} is left out of this bundle: take it as 'const { name } = openaiClient(…)', which infra/build/openai-diet-plugin.ts looks for");
  } }); } }`;
}

/** Replaces the SDK's unused resources and helpers by classes that only say so. */
export function openaiDietPlugin(): Plugin {
  return {
    name: 'openai-diet',
    setup(build) {
      const kept = keptResources();
      build.onLoad({ filter: /node_modules[\\/]openai[\\/](resources|lib)[\\/].*\.mjs$/ }, async ({ path: file }) => {
        const relative = file.split(/node_modules[\\/]openai[\\/]/).at(-1) ?? '';
        const leftOut = relative.startsWith('resources') ? !kept.test(relative) : LEFT_OUT_HELPERS.test(relative);
        if (!leftOut) return undefined;
        const names = exportedNames(await readFile(file, 'utf8'));
        return { contents: names.map(absentClass).join('\n'), loader: 'js' };
      });
    },
  };
}
