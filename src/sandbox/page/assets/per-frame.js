/** In a window that nobody sees there are no frames. */
const HIDDEN_MS = 250;

/**
 * Collects what comes one by one and hands it on together, once a frame: a hundred events cost one drawing.
 * @param hand takes a list
 * @returns `{add, drop}`: takes one, forgets those that wait
 */
export function perFrame(hand) {
  let waiting = [];
  const flush = () => {
    const all = waiting;
    waiting = [];
    if (all.length > 0) hand(all);
  };
  return {
    add(one) {
      waiting.push(one);
      if (waiting.length > 1) return;
      if (document.hidden) setTimeout(flush, HIDDEN_MS);
      else requestAnimationFrame(flush);
    },
    drop() {
      waiting = [];
    },
  };
}
