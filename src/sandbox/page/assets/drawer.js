import { html, useEffect, useLayoutEffect, useRef, useState } from './vendor.js';
import { ask } from './api.js';

const REFRESH_MS = 1000;

/** A drawer at the side of the panes. Escape closes it; the reader is put to its heading. */
export function Drawer({ title, close, children }) {
  const heading = useRef(null);
  // Before the drawer is painted: an Escape pressed at once must find the reader inside.
  useLayoutEffect(() => heading.current.focus(), []);
  const onKeyDown = (event) => event.key === 'Escape' && close();
  return html`<div class="drawer" role="dialog" aria-label=${title} onKeyDown=${onKeyDown}>
    <div class="drawer-head">
      <h2 tabindex="-1" ref=${heading}>${title}</h2>
      <button class="quiet" onClick=${close}>Закрыть</button>
    </div>
    ${children}
  </div>`;
}

/** Asks for something now and once a second, as long as it is shown. @returns the newest answer, and a way to ask at once */
export function usePolled(path) {
  const [answer, setAnswer] = useState(undefined);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isShown = true;
    let timer;
    const load = async () => {
      const came = await ask(path);
      if (!isShown) return;
      if (came !== undefined) setAnswer(came);
      timer = setTimeout(load, REFRESH_MS);
    };
    void load();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [path, asked]);
  return [answer, () => setAsked((count) => count + 1)];
}
