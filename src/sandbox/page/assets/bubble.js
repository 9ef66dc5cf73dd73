import { html, useEffect, useRef } from './vendor.js';
import { post } from './api.js';
import { Carousel } from './carousel.js';
import { initialsOf, partsOf, timeOf, tintOf } from './format.js';
import { Keyboard } from './keyboard.js';
import { LEADS_INSIDE } from './messengers.js';

const ATTACHED = {
  sticker: 'стикер',
  audio_message: 'голосовое сообщение',
  photo: 'фотография',
  contact: 'контакт',
};
const SERVICE = {
  joined: (name) => `${name} входит в чат по ссылке`,
  left: (name) => `${name} выходит из чата`,
  kicked: (name) => `Бот исключил из чата: ${name}`,
};

/**
 * One message with its buttons.
 * @param deeds `{open, toggle, who, targets, look}`: the message whose deeds stand open, what opens them, the person who
 * acts, to whom they may pass a message on, as `[peer, name]`, and what shows a message under the glass
 */
export function Bubble({ message, isOwn, zone, press, presses, isChat, deeds }) {
  const { author, text, keyboard, service, edited, attachments, forwarded, from, carousel } = message;
  if (service !== null) return html`<p class="day">${SERVICE[service.kind](service.name)}</p>`;
  const who = isOwn && !isChat ? 'Вы' : author;
  const side = isOwn ? 'own' : from < 0 ? 'bot' : 'other';
  const isWide = keyboard !== null || carousel.length > 0;
  const hasAvatar = isChat && !isOwn;
  const isOpen = deeds !== undefined && deeds.open === message.cmid;
  const rest = { press, presses, peerId: message.peerId };
  return html`<div class=${`message ${side} ${isWide ? 'wide' : ''} ${hasAvatar ? 'with-avatar' : ''}`} tabindex="-1">
    ${hasAvatar && html`<span class=${`avatar small tint-${tintOf(from)}`} aria-hidden="true">${initialsOf(author)}</span>`}
    <div class="bubble">
      <span class=${isChat && !isOwn ? 'author' : 'hidden'}>${who}: </span>
      <p class="text">${partsOf(text).map((part) => html`<${Part} ...${part} who=${deeds?.who} peerId=${message.peerId} />`)}</p>
      ${attachments.map((type) => html`<p class="attached">Вложение: ${ATTACHED[type] ?? type}</p>`)}
      ${forwarded.map((one) => html`<blockquote>${one.author}: ${one.text || 'сообщение без текста'}</blockquote>`)}
      <span class="time">${edited && 'изменено · '}${timeOf(message.at, zone)}</span>
    </div>
    ${
      deeds !== undefined &&
      html`<button class="more-button" tabindex="-1" aria-label="Действия с сообщением" aria-expanded=${String(isOpen)} onClick=${() => deeds.toggle(message.cmid)}>⋯</button>`
    }
    ${carousel.length > 0 && html`<${Carousel} cards=${carousel} cmid=${message.cmid} ...${rest} />`}
    ${keyboard !== null && html`<${Keyboard} keyboard=${keyboard} kind="inline" ...${rest} />`}
    ${isOpen && html`<${Deeds} ...${{ message, deeds }} />`}
  </div>`;
}

/** What can be done with a message: look at what it was over the wire, pass it on. */
function Deeds({ message, deeds }) {
  const { peerId, cmid } = message;
  const forward = (to) => {
    deeds.toggle(cmid);
    void post(`/people/${deeds.who}/forward`, { peerId, cmid, to });
  };
  const look = () => {
    deeds.toggle(cmid);
    deeds.look(message, deeds.who);
  };
  const place = useRef(null);
  useEffect(() => place.current.scrollIntoView({ block: 'nearest' }), []);
  return html`<div class="deeds" ref=${place} role="group" aria-label="Действия с сообщением">
    <button class="quiet" onClick=${look}>Под стеклом</button>
    <span>Переслать:</span>
    ${deeds.targets.map(
      ([to, name]) => html`<button key=${to} class="quiet" onClick=${() => forward(to)}>${name}</button>`,
    )}
  </div>`;
}

function Part({ text, link, who, peerId }) {
  if (link === undefined) return text;
  const open = (event) => {
    if (who === undefined || !LEADS_INSIDE.test(link)) return;
    event.preventDefault();
    void post(`/people/${who}/open`, { link, in: peerId });
  };
  return html`<a href=${link} target="_blank" rel="noopener noreferrer" onClick=${open}>${link}</a>`;
}
