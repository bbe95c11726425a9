import { PAGES } from './pages.js';

/** What the help overlay lists. */
export const SHORTCUTS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['?'], does: 'Show this help' },
  { keys: ['r'], does: 'Refresh now' },
  { keys: ['p'], does: 'Pause or go on refreshing' },
  { keys: ['/'], does: 'Go to the first input of the page' },
  { keys: ['d'], does: 'Change between light and dark' },
  ...PAGES.map((page) => ({ keys: ['g', page.key], does: page.label })),
];

/** Whether a key belongs to what is being typed into. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="textbox"]') !== null
  );
}
