/** The element with this id; the page and its script belong together, so a missing one is a fault of ours. */
export function find<T extends Element = HTMLElement>(id: string): T {
  const element = document.querySelector<T>(`#${id}`);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element;
}
