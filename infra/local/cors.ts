/** Lets a page of any origin call the local stack; AWS has its own settings. */
export const corsHeaders = { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' } as const;

/** The answer's headers to a preflight for a path that takes `methods`. */
export function preflightHeaders(
  methods: readonly string[],
  requestedHeaders: string | undefined,
): Record<string, string> {
  return {
    ...corsHeaders,
    allow: methods.join(', '),
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': requestedHeaders ?? '*',
    'access-control-max-age': '600',
  };
}
