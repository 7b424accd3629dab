/**
 * Of a role's session, as IAM has it (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html). A URL of an image
 * works no longer than the session of the role that signed it.
 */
export const LONGEST_SESSION_SECONDS = 43_200;
