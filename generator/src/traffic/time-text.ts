function withMicros(text: string, us: number): string {
  const micros = String(us % 1_000).padStart(3, '0');
  return text.slice(0, 23) + micros;
}

/** `2025-05-01T09:15:27.243860Z`; `us` is microseconds since the epoch. */
export function isoMicros(us: number): string {
  return `${withMicros(new Date(Math.floor(us / 1_000)).toISOString(), us)}Z`;
}

/** `2025-05-01 09:15:27.243860`, in UTC. */
export function spacedMicros(us: number): string {
  return isoMicros(us).replace('T', ' ').slice(0, -1);
}
