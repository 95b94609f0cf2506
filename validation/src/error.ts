/** The only thing validation refuses: what is no document at all. Everything else is a verdict. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';
  readonly code = 'not-a-pdf';
}
