import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { ownErrors } from '../../../lib/errors/own-errors.ts';
import { resourcesOf } from '../../support/fake-service.ts';
import { fakeApi } from './fake-api.ts';

const known: Readonly<Record<string, { statusCode: number; message: string; hint: string }>> = ownErrors;

/** API Gateway fills these in; they are all that its templates here may use. */
const variables = { '$context.requestTime': '22/Nov/2026:12:00:00 +0000', '$context.path': '/dev/api/responses/text' };

function responsesOf({ template }: ReturnType<typeof fakeApi>) {
  return Object.values(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse')).map(({ Properties }) => {
    const {
      ResponseType: type,
      StatusCode: status,
      ResponseTemplates: templates,
      ResponseParameters: headers,
    } = Properties;
    let text: string = templates['application/json'];
    for (const [name, value] of Object.entries(variables)) text = text.replaceAll(name, value);
    return { type: type as string, status: Number(status), text, body: JSON.parse(text), headers: headers ?? {} };
  });
}

const responses = responsesOf(fakeApi());
const named = (type: string, among = responses) => among.find((response) => response.type === type);

describe('an error that API Gateway answers itself', () => {
  it('is known for every type that a request without authorizers can meet', () => {
    const types = Object.values(apigateway.ResponseType)
      .map((value: unknown) => (value as apigateway.ResponseType).responseType)
      .filter((type) => type && !type.startsWith('AUTHORIZER_') && type !== 'API_CONFIGURATION_ERROR');
    expect(responses.map(({ type }) => type).sort()).toEqual(types.sort());
    expect(types.length).toBeGreaterThan(15);
  });

  it.each(responses)('has the service’s body, and OpenAI’s in it: $type', ({ text, body, status }) => {
    expect(text).not.toContain('$');
    expect(body).toEqual({
      statusCode: status,
      timestamp: variables['$context.requestTime'],
      path: variables['$context.path'],
      message: expect.stringMatching(/\.$/),
      error_code: expect.stringMatching(/^[a-z_]+$/),
      hint: expect.stringMatching(/\.$/),
      ...(body.error_code === 'too_many_requests' && { retry_after_seconds: 1 }),
      ...(body.error_code === 'function_unavailable' && { retry_after_seconds: 5 }),
      error: {
        message: expect.stringMatching(/\.$/),
        type: expect.stringMatching(/^(?:invalid_request|permission|rate_limit|server)_error$/),
        param: null,
        code: body.error_code,
      },
    });
  });

  it.each([
    ['INVALID_API_KEY', 403, 'api_key_required'],
    ['MISSING_AUTHENTICATION_TOKEN', 404, 'route_not_found'],
    ['REQUEST_TOO_LARGE', 413, 'request_too_large'],
    ['THROTTLED', 429, 'too_many_requests'],
    ['QUOTA_EXCEEDED', 429, 'quota_exceeded'],
    ['BAD_REQUEST_BODY', 400, 'invalid_json'],
    ['WAF_FILTERED', 403, 'request_blocked'],
    ['INTEGRATION_TIMEOUT', 504, 'function_timeout'],
    ['INTEGRATION_FAILURE', 503, 'function_unavailable'],
    ['DEFAULT_5XX', 503, 'function_unavailable'],
  ])('answers %s with %i %s', (type, status, code) => {
    expect(named(type)).toMatchObject({ status, body: { error_code: code } });
  });

  /** What API Gateway finds in its own way: a body that is no object, a missing parameter, a throttle of all callers. */
  const inItsOwnWords = ['BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'THROTTLED'];

  it.each(responses.filter(({ body }) => body.error_code in known))(
    'says what a function says, where one could fail with $body.error_code ($type)',
    ({ type, status, body }) => {
      const row = known[body.error_code];
      if (!inItsOwnWords.includes(type)) expect(body.message).toBe(row?.message);
      if (!inItsOwnWords.includes(type) || type === 'BAD_REQUEST_BODY') expect(body.hint).toBe(row?.hint);
      expect(status).toBe(row?.statusCode);
    },
  );

  it('says when to come back, in the header too', () => {
    const sent = { 'gatewayresponse.header.Retry-After': "'1'", 'gatewayresponse.header.X-Should-Retry': "'true'" };
    expect(named('THROTTLED')?.headers).toEqual(sent);
  });

  it.each(['QUOTA_EXCEEDED', 'INTEGRATION_TIMEOUT', 'BAD_REQUEST_BODY'])(
    'tells OpenAI’s clients not to send again what fails again, or was paid: %s',
    (type) => {
      expect(named(type)?.headers).toEqual({ 'gatewayresponse.header.X-Should-Retry': "'false'" });
    },
  );

  it('tells OpenAI’s clients what is served of OpenAI’s paths, and others what they are told always', () => {
    const { message, error, hint } = named('MISSING_AUTHENTICATION_TOKEN')?.body ?? {};
    expect(error.message).toMatch(
      /^There is no such endpoint\. Of OpenAI's paths there are: POST \/v1\/responses, .*GET \/v1\/models/,
    );
    expect([message, hint]).toEqual([known.route_not_found?.message, known.route_not_found?.hint]);
  });

  it('has nothing of OpenAI’s where its dialect is not served', () => {
    const own = responsesOf(fakeApi({ dialects: ['service'] }));
    expect(own.filter(({ body }) => 'error' in body)).toEqual([]);
  });

  it('does not call a throttle of Lambda a defect, which comes as a failed integration, and says when to come back', () => {
    for (const type of ['INTEGRATION_FAILURE', 'DEFAULT_5XX']) {
      const { status, body, headers } = named(type) ?? {};
      expect(status).toBe(503);
      expect(headers).toMatchObject({ 'gatewayresponse.header.Retry-After': "'5'" });
      expect(`${body.message} ${body.hint}`).not.toMatch(/defect|unexpected/);
    }
  });

  it('does not call an unsigned request an unknown endpoint where requests are signed', () => {
    const signed = responsesOf(fakeApi({ apiAuth: 'iam' }));
    expect(named('MISSING_AUTHENTICATION_TOKEN', signed)).toMatchObject({
      status: 403,
      body: { error_code: 'signature_required' },
    });
  });

  it('can be read by pages where the deployment has some', () => {
    const pages = responsesOf(fakeApi({ corsOrigins: ['https://a.example', 'https://b.example'] }));
    for (const { headers } of pages) {
      expect(headers['gatewayresponse.header.Access-Control-Allow-Origin']).toBe("'*'");
    }
  });
});
