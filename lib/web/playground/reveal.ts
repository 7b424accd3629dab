/** Scrolls to what a form has brought about, where the page is too narrow to show both. */
export function reveal(element: HTMLElement): void {
  element.hidden = false;
  if (matchMedia('(max-width: 52rem)').matches) element.scrollIntoView();
}
