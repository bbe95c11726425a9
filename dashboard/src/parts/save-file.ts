/** Lets the browser save some data as a file. */
export function saveFile(name: string, type: string, content: string | ArrayBuffer): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the download begins after this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
