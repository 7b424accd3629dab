/** A dated snapshot's base model (`gpt-5-nano-2025-08-07` is `gpt-5-nano`); any other name as it is. */
export function dateless(model: string): string {
  return model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
}
