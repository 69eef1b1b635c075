/** As much of a terminal as this needs. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001B[K';

/**
 * Says every second for how long the function has been running: some faults take most of a minute.
 * Says nothing where nobody watches.
 * @returns What ends it, and clears the line.
 */
export function showProgress(terminal: Terminal, everyMs = 1_000): () => void {
  if (terminal.isTTY !== true) return () => undefined;
  const start = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - start) / 1_000);
    terminal.write(`${CLEAR_LINE}       the function runs, ${seconds} s`);
  }, everyMs);
  return () => {
    clearInterval(timer);
    terminal.write(CLEAR_LINE);
  };
}
