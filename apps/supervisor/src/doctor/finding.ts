/** What one check found; `remedy` only where something is wrong. */
export interface Finding {
  what: string;
  verdict: 'ok' | 'warning' | 'wrong';
  found: string;
  remedy?: string;
}

export const fine = (what: string, found: string): Finding => ({ what, verdict: 'ok', found });

export const warning = (what: string, found: string, remedy: string): Finding => ({
  what,
  verdict: 'warning',
  found,
  remedy,
});

export const wrong = (what: string, found: string, remedy: string): Finding => ({
  what,
  verdict: 'wrong',
  found,
  remedy,
});
