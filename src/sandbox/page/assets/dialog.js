import { html, useEffect, useState } from './vendor.js';
import { hostOf } from './format.js';
import { Keyboard } from './keyboard.js';

const SNACKBAR_MS = 8000;

/** What the bot shows for some seconds after a press. The element stays, so that a screen reader hears it. */
export function Snackbar({ snackbar }) {
  const [goneKey, setGone] = useState(undefined);
  useEffect(() => {
    if (snackbar === undefined) return undefined;
    const timer = setTimeout(() => setGone(snackbar.key), SNACKBAR_MS);
    return () => clearTimeout(timer);
  }, [snackbar?.key]);
  const isThere = snackbar !== undefined && goneKey !== snackbar.key;
  return html`<div class="snackbar-place" role="status">${isThere && html`<p class="snackbar">${snackbar.text}</p>`}</div>`;
}

/** A window that the bot opened after a press: it stays until it is closed. */
export function Alert({ text, close }) {
  return html`<div class="card-place" aria-live="assertive">
    ${
      text !== undefined &&
      html`<div class="card" role="group" aria-label="Окно бота">
      <p>${text}</p>
      <p class="card-buttons"><button class="vk primary" onClick=${close}>Понятно</button></p>
    </div>`
    }
  </div>`;
}

/** A link that the bot opened; VK goes there at once, here the visitor does. */
export function LinkCard({ card, close }) {
  return html`<div class="card-place" aria-live="polite">
    ${
      card !== undefined &&
      html`<div class="card" role="group" aria-label="Открытая ссылка">
      <p class="card-head">${isJoinPage(card.link) ? 'Вход на занятие' : hostOf(card.link)}</p>
      <p>Открывается: <span class="address">${card.link}</span></p>
      <p class="card-buttons">
        <a class="vk primary" href=${card.link} target="_blank" rel="noopener noreferrer" onClick=${close}>Перейти</a>
        <button class="vk secondary" onClick=${close}>Закрыть</button>
      </p>
    </div>`
    }
  </div>`;
}

/** A message that another person forwarded: its buttons can be pressed here, which the bot must be ready for. */
export function HandedCard({ handed, press, presses, putAway }) {
  return html`<div class="card-place" aria-live="polite">
    ${
      handed &&
      html`<div class="card" role="group" aria-label="Пересланное сообщение">
      <p class="card-head">Переслал(а) ${handed.from}</p>
      <p class="who">Личное сообщение: боту оно не видно.</p>
      <blockquote>${handed.message.text || 'Сообщение без текста'}</blockquote>
      ${
        handed.message.keyboard !== null &&
        html`<${Keyboard}
        keyboard=${handed.message.keyboard}
        kind="inline"
        name="Кнопки пересланного"
        peerId=${handed.message.peerId}
        press=${(button) => press({ ...button, handed: true })}
        presses=${presses.filter((one) => one.handed === true)}
      />`
      }
      <p class="card-buttons"><button class="vk secondary" onClick=${putAway}>Убрать</button></p>
    </div>`
    }
  </div>`;
}

/** The bot's own page, at the same address as this one. */
function isJoinPage(link) {
  return link.startsWith(`${location.origin}/j/`);
}
