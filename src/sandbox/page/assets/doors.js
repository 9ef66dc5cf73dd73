import { html } from './vendor.js';

/** Without a college: where a bot is pointed so that it is heard here. */
export function Doors({ doors }) {
  return html`<aside class="doors" aria-label="Куда направить бота">
    <p>Направьте сюда своего бота на любом языке: вместо <code>https://api.vk.ru/method</code> адрес <code>${doors.vk}</code>, вместо <code>https://api.telegram.org</code> адрес <code>${doors.telegram}</code>. Ключ, номер сообщества и токен напечатаны в терминале.</p>
  </aside>`;
}
