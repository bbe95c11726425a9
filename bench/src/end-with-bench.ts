/** A process of the bench's own ends when the bench does, and not before: Ctrl-C reaches the whole group, and the bench tidies up first. */
export function endWithBench(): void {
  process.on('disconnect', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
}
