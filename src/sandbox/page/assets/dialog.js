import { html, useEffect, useLayoutEffect, useRef, useState } from './vendor.js';
import { dayOf, partsOf, timeOf } from './format.js';

const AT_ONCE = 200;
const SNACKBAR_MS = 8000;
const TYPING_MS = 6000;
const ATTACHED = {
  sticker: 'стикер',
  audio_message: 'голосовое сообщение',
  photo: 'фотография',
  carousel: 'карусель',
};
const SERVICE = {
  joined: (name) => `${name} входит в чат по ссылке`,
  left: (name) => `${name} выходит из чата`,
  kicked: (name) => `Бот исключил из чата: ${name}`,
};

/**
 * The messages of one conversation, newest at the bottom and in sight.
 * @param me whose messages stand at the right @param press what a pressed button does
 */
export function Log({ messages, me, zone, label, press, presses, typing, isChat, empty }) {
  const [count, setCount] = useState(AT_ONCE);
  const box = useRef(null);
  const last = messages.at(-1);
  useLayoutEffect(() => {
    if (last?.from === me) box.current.scrollTop = 0;
  }, [last?.cmid]);
  const shown = messages.slice(-count);
  const days = shown.map((message) => dayOf(message.at, zone));
  return html`<div class="log" role="log" aria-label=${label} tabindex="0" ref=${box}>
    <div class="log-list">
      ${
        messages.length > count &&
        html`<button class="quiet" onClick=${() => setCount(count + AT_ONCE)}>Показать ранние</button>`
      }
      ${messages.length === 0 && html`<p class="empty">${empty}</p>`}
      ${shown.flatMap((message, i) => [
        days[i] !== days[i - 1] && html`<p class="day" key=${`day ${message.cmid}`}>${days[i]}</p>`,
        html`<${Bubble} key=${message.cmid} ...${{ message, isOwn: message.from === me, zone, press, presses, isChat }} />`,
      ])}
      <${Typing} since=${typing} />
    </div>
  </div>`;
}

function Bubble({ message, isOwn, zone, press, presses, isChat }) {
  const { author, text, keyboard, service, edited, attachments, forwarded, from } = message;
  if (service !== null) return html`<p class="day">${SERVICE[service.kind](service.name)}</p>`;
  const who = isOwn && !isChat ? 'Вы' : author;
  const side = isOwn ? 'own' : from < 0 ? 'bot' : 'other';
  return html`<div class=${`message ${side} ${keyboard === null ? '' : 'with-buttons'}`}>
    <div class="bubble">
      <span class=${isChat ? 'author' : 'hidden'}>${who}: </span>
      <p class="text">${partsOf(text).map(Part)}</p>
      ${attachments.map((type) => html`<p class="attached">Вложение: ${ATTACHED[type] ?? type}</p>`)}
      ${forwarded.map((one) => html`<blockquote>${one.author}: ${one.text || 'сообщение без текста'}</blockquote>`)}
      <span class="time">${edited && 'изменено · '}${timeOf(message.at, zone)}</span>
    </div>
    ${keyboard !== null && html`<${Keyboard} ...${{ keyboard, press, presses, kind: 'inline', peerId: message.peerId }} />`}
  </div>`;
}

function Part({ text, link }) {
  return link === undefined
    ? text
    : html`<a href=${link} target="_blank" rel="noopener noreferrer">${link}</a>`;
}

/** Buttons, inline or below the text field. One that waits for the bot's answer says so. */
export function Keyboard({ keyboard, press, presses, kind, peerId }) {
  const isWaiting = (row, column) =>
    Object.values(presses).some(
      (one) =>
        one.peerId === peerId && one.cmid === keyboard.cmid && one.row === row && one.column === column,
    );
  return html`<div class=${`keyboard ${kind}`} role="group" aria-label=${kind === 'inline' ? 'Кнопки сообщения' : 'Клавиатура'}>
    ${keyboard.rows.map(
      (row, r) => html`<div class="row" key=${r}>
        ${row.map(
          ({ label, type, color }, c) => html`<button
            key=${c}
            class=${`vk ${color} ${type}`}
            aria-busy=${isWaiting(r, c) ? 'true' : undefined}
            onClick=${() => press({ peerId, cmid: keyboard.cmid, row: r, column: c, label })}
          >
            ${label}
          </button>`,
        )}
      </div>`,
    )}
  </div>`;
}

function Typing({ since }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    const timer = setTimeout(() => setOver(true), TYPING_MS);
    return () => clearTimeout(timer);
  }, [since]);
  return since !== undefined && !isOver && html`<p class="typing">печатает…</p>`;
}

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

/** A link that the bot opened; VK goes there at once, here the visitor does. */
export function LinkCard({ card, close }) {
  return html`<div class="card-place" aria-live="polite">
    ${
      card !== undefined &&
      html`<div class="card" role="group" aria-label="Открытая ссылка">
      <p>Открывается: <span class="address">${card.link}</span></p>
      <p class="card-buttons">
        <a class="vk primary" href=${card.link} target="_blank" rel="noopener noreferrer" onClick=${close}>Перейти</a>
        <button class="vk secondary" onClick=${close}>Закрыть</button>
      </p>
    </div>`
    }
  </div>`;
}
