import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';

/** What an event is made of, whichever front door it comes through. */
export interface EventSource {
  readonly method: string;
  /** Path and query as the caller sent them. */
  readonly url: string;
  /** Names and values as sent, alternating, as Node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The path template's parameters, decoded, and the template: API Gateway knows them, a function URL does not. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly resource: string;
}

/** Bodies of these types reach a function as text unless they are compressed, all others as base64. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\b)/i;

/** The event of a function URL (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads). */
export function functionUrlEvent(source: EventSource): APIGatewayProxyEventV2 {
  const { path, query, parameters } = splitUrl(source.url);
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [name, value] of headerPairs(source)) {
    const key = name.toLowerCase();
    if (key === 'cookie') cookies.push(...value.split(/;\s*/));
    headers[key] = headers[key] === undefined ? value : `${headers[key]},${value}`;
  }
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query && { queryStringParameters: mapValues(parameters, (values) => values.join(',')) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: source.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: source.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: source.requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(source.time),
      timeEpoch: source.time,
    },
    ...encodeBody(source.body, headers['content-type'], headers['content-encoding']),
  };
}

/** The event of an API Gateway REST route (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html). */
export function apiGatewayEvent(source: EventSource): APIGatewayProxyEvent {
  const { path, query, parameters } = splitUrl(source.url);
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, value] of headerPairs(source)) append(multiValueHeaders, name, value);
  const headers = mapValues(multiValueHeaders, (values) => values.at(-1) ?? '');
  const named = (wanted: string) => Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  const { body = null, isBase64Encoded } = encodeBody(source.body, named('content-type'), named('content-encoding'));
  return {
    resource: source.resource,
    path,
    httpMethod: source.method,
    headers,
    multiValueHeaders,
    queryStringParameters: query ? mapValues(parameters, (values) => values.at(-1) ?? '') : null,
    multiValueQueryStringParameters: query ? parameters : null,
    pathParameters: Object.keys(source.parameters).length > 0 ? source.parameters : null,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'local',
      authorizer: null,
      domainName: named('host') ?? 'localhost',
      domainPrefix: 'local',
      extendedRequestId: source.requestId,
      httpMethod: source.method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: source.sourceIp,
        user: null,
        userAgent: named('user-agent') ?? null,
        userArn: null,
      },
      // As behind a custom domain: the stage is no part of the path.
      path,
      protocol: 'HTTP/1.1',
      requestId: source.requestId,
      requestTime: commonLogTime(source.time),
      requestTimeEpoch: source.time,
      resourceId: 'local',
      resourcePath: source.resource,
      stage: 'local',
    },
    body,
    isBase64Encoded,
  };
}

function* headerPairs({ rawHeaders }: EventSource): Generator<readonly [name: string, value: string]> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    yield [rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''];
  }
}

function splitUrl(url: string): { path: string; query: string; parameters: Record<string, string[]> } {
  const [path = '/', ...rest] = url.split('?');
  const query = rest.join('?');
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) append(parameters, name, value);
  return { path, query, parameters };
}

function append(groups: Record<string, string[]>, name: string, value: string): void {
  const group = groups[name];
  if (group) group.push(value);
  else groups[name] = [value];
}

function encodeBody(
  body: Buffer,
  contentType = '',
  contentEncoding = 'identity',
): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !TEXT_TYPE.test(contentType) || contentEncoding !== 'identity';
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

function mapValues<Value, Result>(
  object: Record<string, Value>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}

/** `22/Nov/2026:12:00:00 +0000`. */
function commonLogTime(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
