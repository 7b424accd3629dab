import path from 'node:path';

/** One import, re-export or dynamic import of a source file. */
export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Layers without effects: no AWS, no network, no clock of their own, the SDK as types only. */
const pure = ['errors', 'usage', 'json', 'validation', 'pure parts of an API'];
/** What every service may read. */
const beside = [...pure, 'stream', 'large-json', 'multipart', 'logging', 'config', 'endpoints', 'context'];
/** Each may import the ones before it. */
const services = [
  'upstream',
  'storage',
  'access',
  'budget',
  'parts of an API',
  'background',
  'openapi',
  'docs of an API',
  'endpoint of an API',
];

/** What a layer of the house may import of the others. Its own files it always may. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  functions: ['http', ...services, 'pure parts of an API'],
  http: [...services, ...beside],
  ...Object.fromEntries(services.map((service, index) => [service, [...services.slice(0, index), ...beside]])),
  stream: ['large-json', 'errors', 'json'],
  'large-json': [],
  multipart: ['errors', 'json'],
  ...Object.fromEntries(pure.map((layer) => [layer, pure])),
  logging: ['config', 'usage'],
  config: [],
  // A row says which errors its endpoint may answer with.
  endpoints: ['errors'],
  context: ['config', 'usage', 'stream'],
  // What runs in browsers: it imports nothing of the service.
  web: [],
  infra: ['endpoints', 'json'],
};

/** Arrows for types alone: an API's event tables say what a stream has to know of each type, a request knows its row and dialect. */
const typeArrows: Readonly<Record<string, readonly string[]>> = {
  'pure parts of an API': ['stream'],
  context: ['endpoints'],
};

/** Arrows of single files, beside their layer's. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  // A file is told by its class: no JSON can pass for one.
  'lib/validation/file-field.ts': ['multipart'],
  'infra/prices/compare-report.ts': ['usage'],
  'infra/prices/differences.ts': ['usage'],
  'infra/prices/main.ts': ['usage', 'budget'],
  'infra/constructs/gateway-errors.ts': ['errors'],
  'infra/local/cors.ts': ['http'],
  'infra/local/local-stack.ts': ['access', 'config'],
  'infra/local/front-door.ts': ['errors'],
  'infra/local/refusal-answer.ts': ['errors'],
};

/** Arrows of folders, beside their layer's: who keeps keys by hand writes them as the functions read them. */
const folderExceptions: Readonly<Record<string, readonly string[]>> = {
  'infra/keys': ['access', 'storage', 'context', 'errors'],
};

/** Folders of an API whose files are pure. */
const PURE_PART = /^lib\/apis\/[^/]+\/(?:schemas|events|answers)\//;

const FORM =
  /\b(import|export)(\s+type)?\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** The imports of a TypeScript source, comments aside. */
export function importsOf(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(FORM)].map(([, , type, from, bare, dynamic]) => ({
    specifier: from ?? bare ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }));
}

/**
 * `lib/stream/outbox.ts` is of `stream`, `infra/local/main.ts` of `infra`. An API has four layers: its endpoints' own files, those of
 * OpenAI's dialect in `relay/`, which background jobs never import; the pure folders; what OpenAPI says of it; and the other folders.
 */
function layerOf(file: string): string {
  const [top = '', second = '', , fourth = ''] = file.split('/');
  if (top !== 'lib') return top;
  if (second !== 'apis') return second;
  if (PURE_PART.test(file)) return 'pure parts of an API';
  if (fourth === 'docs') return 'docs of an API';
  return fourth.endsWith('.ts') || fourth === 'relay' ? 'endpoint of an API' : 'parts of an API';
}

function targetOf(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier);
}

/** Every import that goes against the house's arrows, and every cycle. `sources` by path from the project's folder. */
export function violations(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [file, source] of sources) {
    for (const { specifier, typeOnly } of importsOf(source)) {
      const rule = specifier.startsWith('.')
        ? brokenArrow(file, targetOf(file, specifier), typeOnly)
        : brokenPurity(layerOf(file), specifier, typeOnly);
      if (rule) found.push(`${file} imports ${specifier}: ${rule}`);
    }
  }
  return [...found, ...cycles(sources)];
}

function brokenArrow(file: string, target: string, typeOnly: boolean): string | undefined {
  const from = layerOf(file);
  const to = layerOf(target);
  if (from === 'functions' && to === 'functions') return 'functions do not import each other';
  if (from === to || arrows[from]?.includes(to) || exceptions[file]?.includes(to)) return undefined;
  if (folderExceptions[path.posix.dirname(file)]?.includes(to)) return undefined;
  if (typeOnly && typeArrows[from]?.includes(to)) return undefined;
  return `no arrow from ${from} to ${to}`;
}

function brokenPurity(layer: string, specifier: string, typeOnly: boolean): string | undefined {
  const isSdk = specifier === 'openai' || specifier.startsWith('openai/');
  const isEffect = /^(?:node:(?!util$)|@aws-|@middy\/|aws-lambda$)/.test(specifier);
  if (pure.includes(layer) && isSdk && !typeOnly) return 'the SDK as types only';
  if (pure.includes(layer) && isEffect) return 'pure layers have no effects';
  if (layer === 'stream' && (isSdk || /^@(?:aws-|middy\/)/.test(specifier))) return 'the stream knows no vendor';
  if (layer === 'functions') return 'a function needs no package';
  if (layer !== 'infra' && isTool(specifier)) return 'what builds, deploys and tests stays out of the functions';
  if (layer === 'infra' && /^vitest(?:$|\/)/.test(specifier)) return 'infra imports no test';
  if (layer !== 'http' && specifier.startsWith('@middy/')) return 'middy belongs to lib/http';
  return undefined;
}

function isTool(specifier: string): boolean {
  return /^(?:vitest|fauxqs|dynalite|esbuild|aws-cdk-lib|constructs|@pydantic\/genai-prices)(?:$|\/)/.test(specifier);
}

function cycles(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) found.push(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
    if (trail.includes(file) || done.has(file)) return;
    const relative = importsOf(sources.get(file) ?? '').filter(({ specifier }) => specifier.startsWith('.'));
    for (const { specifier } of relative) visit(targetOf(file, specifier), [...trail, file]);
    done.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
  return found;
}
