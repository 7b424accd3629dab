import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Parts of the SDK that no function here calls: its client constructs every API it has (some sixty classes) and pulls in
 * stream helpers that read `globalThis.Headers` at import, which makes Node load undici. 390 KB and 40 ms of a cold start.
 */
const KEPT_RESOURCES = /^resources[\\/](responses|webhooks|shared|index)\b/;
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
    throw new Error("openai's ${name} is left out of this bundle: keep it in infra/build/openai-diet-plugin.ts");
  } }); } }`;
}

/** Replaces the SDK's unused resources and helpers by classes that only say so. */
export function openaiDietPlugin(): Plugin {
  return {
    name: 'openai-diet',
    setup(build) {
      build.onLoad({ filter: /node_modules[\\/]openai[\\/](resources|lib)[\\/].*\.mjs$/ }, async ({ path }) => {
        const relative = path.split(/node_modules[\\/]openai[\\/]/).at(-1) ?? '';
        const leftOut = relative.startsWith('resources')
          ? !KEPT_RESOURCES.test(relative)
          : LEFT_OUT_HELPERS.test(relative);
        if (!leftOut) return undefined;
        const names = exportedNames(await readFile(path, 'utf8'));
        return { contents: names.map(absentClass).join('\n'), loader: 'js' };
      });
    },
  };
}
