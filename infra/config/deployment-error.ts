/** What whoever deploys has got wrong; the message says what to do, and a stack trace adds nothing. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}
