import type { ErrorRow } from './error-row.ts';

/** Codes about who asks and how much: keys, organisations, regions, quotas and limits. */
export const accessErrors = {
  invalid_api_key: {
    statusCode: 401,
    message: 'OpenAI does not accept the API key of this service.',
    hint: "Its operator has to replace the OPENAI_API_KEY of the deployment: the key is wrong, revoked or another region's.",
    retryable: false,
  },
  invalid_organization: {
    statusCode: 401,
    message: 'The organisation does not exist or the key does not belong to it.',
    hint: 'Remove the organisation setting of the deployment, or set the id of the organisation that issued the key.',
    retryable: false,
  },
  mismatched_organization: {
    statusCode: 401,
    message: 'The key belongs to another organisation than the one named.',
    hint: "Use a key of the named organisation; an OpenAI-Organization header has to match the key's.",
    retryable: false,
  },
  mismatched_project: {
    statusCode: 401,
    message: 'The key belongs to another project than the one named.',
    hint: "Use a key of the named project; an OpenAI-Project header has to match the key's.",
    retryable: false,
  },
  account_deactivated: {
    statusCode: 401,
    message: 'The OpenAI account of this service is deactivated.',
    hint: 'The account owner finds the reason in an e-mail from OpenAI and has to contact its support.',
    retryable: false,
  },
  ip_not_authorized: {
    statusCode: 401,
    message: 'OpenAI does not allow requests from this address.',
    hint: "Add the function's outgoing address (its NAT gateway's) to the IP allow list of the OpenAI project.",
    retryable: false,
  },
  missing_scope: {
    statusCode: 403,
    message: 'The API key lacks a permission that this request needs.',
    hint: 'Give the restricted key the scope that the message names, or use a key with all permissions.',
    retryable: false,
  },
  unsupported_country_region_territory: {
    statusCode: 403,
    message: 'OpenAI does not serve the country or region that the request came from.',
    hint: 'Deploy the functions to an AWS region in a country that OpenAI supports.',
    retryable: false,
  },
  organization_verification_required: {
    statusCode: 403,
    message: 'The organisation has to be verified to use this model or feature.',
    hint: 'Verify the organisation at https://platform.openai.com/settings/organization/general, then resend.',
    retryable: false,
  },
  insufficient_quota: {
    statusCode: 429,
    message: 'The quota of the OpenAI account is used up.',
    hint: 'Waiting does not help: add credit or raise the monthly budget of the OpenAI organisation or project.',
    retryable: false,
  },
  billing_hard_limit_reached: {
    statusCode: 400,
    message: 'The billing hard limit of the OpenAI account is reached.',
    hint: "Raise the hard limit in OpenAI's billing settings, or wait for the next billing month.",
    retryable: false,
  },
  billing_not_active: {
    statusCode: 429,
    message: 'Billing is not active for the OpenAI account.',
    hint: 'Enter or renew a payment method at https://platform.openai.com/settings/organization/billing.',
    retryable: false,
  },
  rate_limit_exceeded: {
    statusCode: 429,
    message: 'The rate limit of the OpenAI account is exceeded.',
    hint: 'Wait until the reset times in `rate_limit_info`, spread requests out, or ask OpenAI for a higher usage tier.',
    retryable: true,
  },
  slow_down: {
    statusCode: 503,
    message: 'Requests rose too quickly for OpenAI.',
    hint: 'Go back to the former request rate, hold it for 15 minutes, and then increase it gradually.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;
