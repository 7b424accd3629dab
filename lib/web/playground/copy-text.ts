import { element } from './element.ts';

/** Copies text, and says so in `note`; where the clipboard is out of reach, shows it there to be copied by hand. */
export async function copyText(text: string, note: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    note.textContent = 'Copied.';
  } catch {
    note.replaceChildren(element('code', { class: 'copy' }, text));
  }
}
