const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Tabs as the ARIA Authoring Practices describe them: arrows, Home and End choose; the address remembers. */
export function startTabs(tablist: HTMLElement): void {
  const tabs = [...tablist.querySelectorAll<HTMLElement>('[role=tab]')];

  function choose(chosen: HTMLElement): void {
    for (const tab of tabs) {
      const selected = tab === chosen;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
      if (panel) panel.hidden = !selected;
    }
    history.replaceState(null, '', `#${chosen.id.replace('tab-', '')}`);
  }

  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', (event) => {
      const step = STEPS[event.key];
      const next = step && tabs[step(index, tabs.length)];
      if (!next) return;
      event.preventDefault();
      choose(next);
      next.focus();
    });
  }
  const named = tabs.find(({ id }) => `#${id.replace('tab-', '')}` === location.hash);
  if (named) choose(named);
}
