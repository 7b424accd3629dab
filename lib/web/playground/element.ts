type Content = Node | string | undefined;

interface Attributes {
  readonly class?: string;
  readonly [name: string]: string | boolean | undefined;
}

/** An element with attributes and content. Strings become text, never HTML; `false` and undefined leave one out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...content: Content[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...content.filter((part) => part !== undefined));
  return made;
}

/** A button that does something; it is labelled by what it says. */
export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** The element of an ID that index.html has. Throws where it has none of that kind. */
export function elementOf<Made extends HTMLElement>(id: string, kind: new () => Made): Made {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${kind.name} #${id}`);
  return found;
}

/** A link to another site; its text where the address is none that may be followed. */
export function link(address: string | undefined, label: string): Node {
  if (address === undefined) return document.createTextNode(label);
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, label);
}
