/** The page's own hand: it does on the page what a visitor would, with the same buttons and fields. */

const POINT_MS = 1600;
const WAIT_MS = 12_000;
const LOOK_MS = 60;

const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The part of the page that a button is in: a pane by its name, or what stands above them. */
function placeOf(pane) {
  if (pane === null) return document.querySelector('.top');
  return [...document.querySelectorAll('.pane')].find((one) => one.ariaLabel === pane);
}

/** The newest button with this label in a place. */
export function findButton(pane, label) {
  const all = [...(placeOf(pane)?.querySelectorAll('button') ?? [])];
  return all.findLast((one) => textOf(one) === label);
}

/** Buttons of a place whose label begins so. */
export function findButtonLike(pane, start) {
  const all = [...(placeOf(pane)?.querySelectorAll('button.vk') ?? [])];
  return all.findLast((one) => textOf(one).startsWith(start));
}

/** Shows a pane where only one is shown at a time. */
export function bringUp(pane) {
  const tab = [...document.querySelectorAll('[role=tab]')].find((one) => textOf(one).startsWith(pane));
  if (tab?.checkVisibility() === true) tab.click();
}

/** Shows where a button is. */
export function pointTo(pane, label) {
  if (pane !== null) bringUp(pane);
  // A pane that was hidden is drawn first.
  requestAnimationFrame(() => {
    const button = findButton(pane, label);
    if (button === undefined) return;
    point(button);
    button.focus({ preventScroll: true });
  });
}

/** Marks something for a moment. */
export function point(element) {
  element.scrollIntoView({ block: 'nearest', behavior: isCalm() ? 'auto' : 'smooth' });
  element.classList.add('pointed');
  setTimeout(() => element.classList.remove('pointed'), POINT_MS);
}

/** Puts a text into a pane's field, ready to be sent. */
export function typeInto(pane, text) {
  bringUp(pane);
  requestAnimationFrame(() => {
    const field = fieldOf(pane);
    if (field === undefined || field === null) return;
    fill(field, text);
    point(field);
    field.focus({ preventScroll: true });
  });
}

export const fieldOf = (pane) => placeOf(pane)?.querySelector('textarea');

export function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Waits until something can be found. @throws the signal's reason, or an Error when it does not come in time */
export async function waitFor(find, signal) {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const found = find();
    if (found) return found;
    if (performance.now() > end) throw new Error('nothing came');
    await pause(LOOK_MS, signal);
  }
}

/** @throws the signal's reason when it is aborted meanwhile */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

const textOf = (element) => (element.textContent ?? '').trim();

export { isCalm };
