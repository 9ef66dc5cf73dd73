import { html, useLayoutEffect, useRef, useState } from './vendor.js';

/**
 * A button with a small panel below it. It closes on Escape, on a click elsewhere, and when what it is for is done.
 * @param children a function of `close`, which gives what stands in the panel
 */
export function Popover({ label, name, title, className, children }) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef(null);
  const button = useRef(null);
  // Before the panel is painted: whoever presses a key at once must be inside it.
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const leave = (event) => !place.current.contains(event.target) && setOpen(false);
    document.addEventListener('pointerdown', leave);
    place.current.querySelector('.popover').querySelector('button, input, select')?.focus();
    return () => document.removeEventListener('pointerdown', leave);
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event) => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    close();
  };
  return html`<div class="popover-place" ref=${place} onKeyDown=${onKeyDown}>
    <button ref=${button} class=${className} aria-expanded=${String(isOpen)} aria-label=${name} onClick=${() => setOpen(!isOpen)}>${label}</button>
    ${isOpen && html`<div class="popover" role="group" aria-label=${title}>${children(close)}</div>`}
  </div>`;
}
