import { html } from './vendor.js';

/**
 * Buttons, inline or below the text field. One that waits for the bot's answer says so.
 * @param presses a list of the pressed ones that wait @param kind inline | reply
 */
export function Keyboard({ keyboard, press, presses, kind, peerId, name }) {
  const { cmid, rows } = keyboard;
  return html`<div class=${`keyboard ${kind}`} role="group" aria-label=${name ?? (kind === 'inline' ? 'Кнопки сообщения' : 'Клавиатура')}>
    ${rows.map(
      (row, r) => html`<div class="row" key=${r}>
        ${row.map(
          (button, c) =>
            html`<${Button} key=${c} button=${button} place=${{ peerId, cmid, row: r, column: c }} ...${{ press, presses }} />`,
        )}
      </div>`,
    )}
  </div>`;
}

/** One button of a message, at its place there. */
export function Button({ button, place, press, presses }) {
  const { label, type, color } = button;
  const isWaiting = presses.some(
    (one) =>
      one.peerId === place.peerId &&
      one.cmid === place.cmid &&
      one.card === place.card &&
      one.row === place.row &&
      one.column === place.column,
  );
  return html`<button class=${`vk ${color} ${type}`} aria-busy=${isWaiting ? 'true' : undefined} onClick=${() => press({ ...place, label })}>${label}</button>`;
}
