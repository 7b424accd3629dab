/** A text on the page that mostly grows. */
export interface GrowingText {
  show(text: string): void;
}

/**
 * Shows a growing text in `parent`. What is new becomes a text node of its own, so that the browser need not shape again
 * what stands already; any other change replaces it all.
 */
export function growingText(parent: Node): GrowingText {
  let shown = '';
  return {
    show(text) {
      if (text === shown) return;
      if (shown !== '' && text.startsWith(shown)) parent.appendChild(document.createTextNode(text.slice(shown.length)));
      else parent.textContent = text;
      shown = text;
    },
  };
}
