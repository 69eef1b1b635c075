/**
 * Calls back once the event loop has been idle for so many milliseconds altogether, or by the
 * clock after `atMostMs`. While this process is busy, or waits for its share of a core, answers
 * that have arrived lie unread: that time must not count as the peer's.
 * @returns stops it
 */
export function afterIdle(
  milliseconds: number,
  callback: () => void,
  atMostMs = Infinity,
): () => void {
  const idleEnd = idleMs() + milliseconds;
  const end = performance.now() + atMostMs;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = Math.min(idleEnd - idleMs(), end - performance.now());
    // Node's timers count whole milliseconds, and may be early by less than one.
    if (left < 1) callback();
    else timer = setTimeout(wait, left);
  };
  timer = setTimeout(wait, Math.min(milliseconds, atMostMs));
  return () => {
    clearTimeout(timer);
  };
}

function idleMs(): number {
  return performance.eventLoopUtilization().idle;
}
