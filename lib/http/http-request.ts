import type { PlatformIdentity } from '../access/identity.ts';
import type { MatchedResource } from '../endpoints/path-template.ts';

/** A request as every function sees it, whether it came by function URL (v2) or API Gateway REST (v1). */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query, as the caller sent it. */
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A name that came several times has all of its values. */
  readonly query: Query;
  /** The same as it came, without its question mark; API Gateway's, which comes decoded, encoded again. */
  readonly rawQuery: string;
  /** The body as the gateway sent it; absent where there was none. */
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  /** The gateway's own id of this request. */
  readonly requestId: string;
  /** What API Gateway has matched the path with, and what it found; absent for a function URL, which matches nothing. */
  readonly resource?: MatchedResource;
  /** Who the platform says has called, where it has checked. */
  readonly identity?: PlatformIdentity;
}

/** The parameters of a query, decoded. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** The fields that are read of a function URL event (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html). */
interface FunctionUrlEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly requestId?: string;
    readonly http: { readonly method: string };
    readonly authorizer?: { readonly iam?: { readonly userArn?: string | null } };
  };
}

/** And of an API Gateway REST event (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html). */
interface RestApiEvent {
  readonly httpMethod: string;
  /** Begins with the base path of a custom domain, where there is one; never with the stage. */
  readonly path: string;
  readonly resource?: string;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  /** All values, where `queryStringParameters` has the last ones. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly identity?: { readonly userArn?: string | null; readonly apiKeyId?: string | null };
  };
}

/** Tells the two kinds of event apart, once. Throws a `TypeError` for an event that is no HTTP request at all. */
export function httpRequestOf(event: unknown): HttpRequest {
  if (isFunctionUrlEvent(event)) {
    return {
      method: event.requestContext.http.method.toUpperCase(),
      path: event.rawPath,
      query: queryOf(new URLSearchParams(event.rawQueryString ?? '')),
      rawQuery: event.rawQueryString ?? '',
      requestId: event.requestContext.requestId ?? '',
      ...identityOf(event.requestContext.authorizer?.iam?.userArn),
      ...shared(event),
    };
  }
  if (isRestApiEvent(event)) {
    return {
      method: event.httpMethod.toUpperCase(),
      path: event.path,
      query: queryOf(restQuery(event)),
      rawQuery: new URLSearchParams(
        [...restQuery(event)].map(([name, value]): [string, string] => [name, value]),
      ).toString(),
      requestId: event.requestContext?.requestId ?? '',
      ...identityOf(event.requestContext?.identity?.userArn, event.requestContext?.identity?.apiKeyId),
      resource: { template: event.resource, parameters: defined(event.pathParameters ?? {}) },
      ...shared(event),
    };
  }
  throw new TypeError(
    'This function answers HTTP requests: a function URL event (v2) or an API Gateway REST event (v1)',
  );
}

function identityOf(arn?: string | null, apiKeyId?: string | null): { readonly identity?: PlatformIdentity } {
  const identity = { ...(arn ? { arn } : {}), ...(apiKeyId ? { apiKeyId } : {}) };
  return Object.keys(identity).length === 0 ? {} : { identity };
}

function isFunctionUrlEvent(event: unknown): event is FunctionUrlEvent {
  const { rawPath, requestContext } = (event ?? {}) as Partial<FunctionUrlEvent>;
  return typeof rawPath === 'string' && typeof requestContext?.http?.method === 'string';
}

function isRestApiEvent(event: unknown): event is RestApiEvent {
  const { httpMethod, path } = (event ?? {}) as Partial<RestApiEvent>;
  return typeof httpMethod === 'string' && typeof path === 'string';
}

function shared(event: FunctionUrlEvent | RestApiEvent) {
  return {
    headers: lowerCased(event.headers ?? {}),
    isBase64Encoded: event.isBase64Encoded ?? false,
    ...(typeof event.body === 'string' ? { body: event.body } : {}),
  };
}

function* restQuery({ queryStringParameters, multiValueQueryStringParameters }: RestApiEvent) {
  for (const [name, values] of Object.entries(multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) yield [name, value] as const;
  }
  if (!multiValueQueryStringParameters) yield* Object.entries(defined(queryStringParameters ?? {}));
}

function queryOf(pairs: Iterable<readonly [name: string, value: string]>): Query {
  const query = new Map<string, [string, ...string[]]>();
  for (const [name, value] of pairs) {
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return Object.fromEntries([...query].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function lowerCased(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(defined(headers)).map(([name, value]) => [name.toLowerCase(), value]));
}

function defined(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
