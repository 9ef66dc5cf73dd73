import { html, useState } from './vendor.js';
import { post } from './api.js';
import { LEADS_INSIDE } from './messengers.js';

const THINGS = { sticker: 'Стикер', voice: 'Голосовое', photo: 'Фото' };

/**
 * The text field, its button, and what else a person may send.
 * @param person whose id acts @param where a chat's peer id; absent in a dialog
 * @param draft what stands in the field @param contacts whose cards can be sent, their own first
 */
export function Composer({ person, where, draft, setDraft, lastOfBot, contacts, linkLabel, id }) {
  const [isOpen, setOpen] = useState(false);
  const deed = (name, body = {}) =>
    post(`/people/${person}/${name}`, where === undefined ? body : { ...body, in: where });
  const send = (event) => {
    event.preventDefault();
    if (draft.trim() === '') return;
    setDraft('');
    void deed('say', { text: draft });
  };
  const onKeyDown = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
  };
  const more = (name, body) => {
    setOpen(false);
    void deed(name, body);
  };
  const forward = ({ peerId, cmid }) => more('forward', { peerId, cmid, to: where ?? person });
  const onEscape = (event) => {
    if (event.key !== 'Escape' || !isOpen) return;
    setOpen(false);
    event.currentTarget.querySelector('[aria-expanded]').focus();
  };
  return html`<div class="composer" onKeyDown=${onEscape}>
    ${isOpen && html`<${More} ...${{ more, forward, lastOfBot, contacts, linkLabel, id, isChat: where !== undefined }} />`}
    <form onSubmit=${send}>
      <button type="button" class="round" aria-expanded=${String(isOpen)} aria-label="Отправить другое" onClick=${() => setOpen(!isOpen)}>
        <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 4v12M4 10h12" /></svg>
      </button>
      <label class="hidden" for=${`${id}-text`}>Сообщение</label>
      <textarea
        id=${`${id}-text`}
        rows="1"
        maxlength="4096"
        placeholder="Сообщение"
        value=${draft}
        onInput=${(event) => setDraft(event.currentTarget.value)}
        onKeyDown=${onKeyDown}
      ></textarea>
      <button class="round send" aria-label="Отправить">
        <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M4 10h11M10 5l5 5-5 5" /></svg>
      </button>
    </form>
  </div>`;
}

function More({ more, forward, lastOfBot, contacts, linkLabel, id, isChat }) {
  const [ref, setRef] = useState('');
  const openRef = (event) => {
    event.preventDefault();
    const text = ref.trim();
    if (LEADS_INSIDE.test(text)) more('open', { link: text.replace(/^(https?:\/\/)?/, 'https://') });
    else if (text !== '') more('ref', { ref: text });
  };
  return html`<div class="more" role="group" aria-label="Отправить другое">
    ${Object.entries(THINGS).map(
      ([what, label]) =>
        html`<button class="vk secondary" onClick=${() => more('send', { what })}>${label}</button>`,
    )}
    ${contacts.length > 0 && html`<${Contacts} ...${{ contacts, more, id }} />`}
    ${
      lastOfBot !== undefined &&
      html`<button class="vk secondary" onClick=${() => forward(lastOfBot)}>
      Переслать последнее от бота
    </button>`
    }
    ${
      !isChat &&
      html`<form class="ref" onSubmit=${openRef}>
      <label for=${`${id}-ref`}>${linkLabel}</label>
      <input id=${`${id}-ref`} value=${ref} onInput=${(event) => setRef(event.currentTarget.value)} autocomplete="off" />
      <button class="vk secondary">Открыть по ссылке</button>
    </form>`
    }
  </div>`;
}

/** A card out of the address book: one's own, or anybody's. */
function Contacts({ contacts, more, id }) {
  const [chosen, setChosen] = useState(0);
  const { phone, fullName: name } = contacts[chosen] ?? contacts[0];
  return html`<p class="choice">
    <label for=${`${id}-contact`}>Контакт</label>
    <select id=${`${id}-contact`} onChange=${(event) => setChosen(Number(event.currentTarget.value))}>
      ${contacts.map((one, i) => html`<option key=${i} value=${i} selected=${i === chosen}>${one.fullName}</option>`)}
    </select>
    <button class="vk secondary" onClick=${() => more('contact', { phone, name })}>Послать контакт</button>
  </p>`;
}
