import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Gives bundles Node's modules through `process.getBuiltinModule`, as CommonJS.
 *
 * `import … from 'node:http'` makes Node build an ES module facade that reads every export once, lazy getters included:
 * `http.WebSocket` alone loads undici, 25 ms of a cold start that nothing here needs. These are read by name, and a module
 * that the first request does not use is not loaded for it.
 */
export function nodeBuiltinsPlugin(): Plugin {
  const names = builtinModules.filter((name) => !name.startsWith('_')).map((name) => name.replace(/^node:/, ''));
  const filter = new RegExp(`^(node:)?(${names.join('|')})$`);
  return {
    name: 'node-builtins',
    setup(build) {
      // One for each importer: shared by what is loaded at once and what is loaded later, each would be a file of its own to read.
      build.onResolve({ filter }, ({ path, importer }) => ({
        path: path.replace(/^node:/, ''),
        namespace: 'node-builtin',
        suffix: `?${importer}`,
      }));
      build.onLoad({ filter: /.*/, namespace: 'node-builtin' }, ({ path }) => ({
        // Behind a prototype, since that is where esbuild's import helper looks names up when they are used, not before.
        contents: `let loaded;
        module.exports = Object.create(new Proxy({}, {
          get: (_, name) => (loaded ??= process.getBuiltinModule('node:${path}'))[name],
        }));`,
        loader: 'js',
      }));
    },
  };
}
