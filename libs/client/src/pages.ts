/** The address that is shown, without the part after `#`; undefined where nothing is shown (Node, workers). */
export function currentUrl(): string | undefined {
  return typeof document === 'undefined' ? undefined : location.href.replace(/#.*/, '').slice(0, 2_048);
}

/** Calls `onPage` now and whenever the address changes without a load; answers how to stop that. */
export function watchPages(onPage: () => void): () => void {
  let shown: string | undefined;
  const look = () => {
    const url = currentUrl();
    if (url !== shown) {
      shown = url;
      onPage();
    }
  };
  const originals = { pushState: history.pushState, replaceState: history.replaceState };
  for (const name of ['pushState', 'replaceState'] as const) {
    history[name] = function patched(...args: Parameters<History['pushState']>) {
      originals[name].apply(history, args);
      // Routers set the title right after the address; the view should carry the new one.
      setTimeout(look);
    };
  }
  addEventListener('popstate', look);
  look();
  return () => {
    Object.assign(history, originals);
    removeEventListener('popstate', look);
  };
}
