import { elementOf } from './element.ts';

/** Shows the link to the reference where the deployment serves one: as a rule only this page is asked for. */
export async function showReferenceLink(): Promise<void> {
  const { ok } = await fetch('api-docs').catch(() => ({ ok: false }));
  elementOf('elsewhere', HTMLElement).hidden = !ok;
}
