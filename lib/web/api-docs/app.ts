/** What `swagger-ui-bundle.js` leaves in the page (https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/). */
declare const SwaggerUIBundle: (options: {
  readonly url: string;
  readonly dom_id: string;
  readonly deepLinking: boolean;
  readonly tryItOutEnabled: boolean;
  readonly displayRequestDuration: boolean;
  readonly docExpansion: 'list' | 'full' | 'none';
  readonly defaultModelsExpandDepth: number;
  readonly validatorUrl: null;
}) => unknown;

SwaggerUIBundle({
  // Beside the page, so that it is found below the stage of an API Gateway as well.
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  // Otherwise the document is sent to a validator on another host.
  validatorUrl: null,
});
