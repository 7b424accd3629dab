import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Endpoint } from '../../lib/endpoints/table.ts';

/** What API Gateway checks of a request before it costs an invocation. */
export type RequestGuard = (row: Endpoint, path: string) => apigateway.MethodOptions;

/**
 * A guard of an API: path parameters have to be there, and a body that is read as JSON has to be an object. What is in it the
 * function checks, which names every problem at once where API Gateway says "Invalid request body". A body that the function
 * takes raw is signed, and a checker that reads it first adds nothing.
 */
export function requestGuard(api: apigateway.RestApi): RequestGuard {
  const requestValidator = api.addRequestValidator('RequestGuard', {
    validateRequestBody: true,
    validateRequestParameters: true,
  });
  const jsonObject = api.addModel('JsonObject', {
    contentType: 'application/json',
    schema: { type: apigateway.JsonSchemaType.OBJECT },
  });
  return ({ takes }, path) => ({
    requestValidator,
    requestParameters: Object.fromEntries(pathParameters(path).map((name) => [`method.request.path.${name}`, true])),
    // Only for this content type: others pass, and the function answers 415.
    ...(takes === 'json' && { requestModels: { 'application/json': jsonObject } }),
  });
}

/** `['id']` of `/api/responses/{id}`. */
function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
}
