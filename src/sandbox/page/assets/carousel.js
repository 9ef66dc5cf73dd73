import { html } from './vendor.js';
import { Button } from './keyboard.js';

/** Cards side by side; whoever cannot drag them sideways gets along with the Tab and arrow keys. */
export function Carousel({ cards, cmid, peerId, press, presses }) {
  return html`<div class="carousel" role="group" aria-label=${`Карточки: ${cards.length}`} tabindex="0">
    ${cards.map(
      (
        card,
        i,
      ) => html`<div class="slide" key=${i} role="group" aria-label=${`Карточка ${i + 1} из ${cards.length}`}>
        ${card.hasPhoto && html`<span class="photo" role="img" aria-label="Изображение"></span>`}
        ${card.title && html`<p class="slide-title">${card.link === null ? card.title : html`<a href=${card.link} target="_blank" rel="noopener noreferrer">${card.title}</a>`}</p>`}
        ${card.description && html`<p class="slide-text">${card.description}</p>`}
        <div class="slide-buttons">
          ${card.buttons.map(
            (button, row) =>
              html`<${Button} key=${row} button=${button} place=${{ peerId, cmid, card: i, row, column: 0 }} ...${{ press, presses }} />`,
          )}
        </div>
      </div>`,
    )}
  </div>`;
}
