import { html, useState } from './vendor.js';
import { post } from './api.js';
import { Composer } from './composer.js';
import { Keyboard, LinkCard, Log, Snackbar } from './dialog.js';
import { timeOf, writtenContact, writtenDate } from './format.js';

/** The pane of a person: whom to bind, the dialog with the bot, the keyboard below the field. */
export function PersonPane({ state, pane, index, isOpen, close }) {
  const [draft, setDraft] = useState('');
  const { userId, title } = pane;
  const person = state.people[userId];
  const dialog = state.dialogs[userId] ?? { messages: [], keyboard: null };
  const press = (button) => void post(`/people/${userId}/press`, button);
  const isBlocked = person.allowed === 'no';
  const { fullName, birthDate, phone } = pane.records[pane.record];
  const insert = (fact) =>
    html`<button title="Вставить в сообщение" onClick=${() => setDraft(fact)}>${fact}</button>`;
  return html`<${Pane} ...${{ title, isOpen }} id=${`pane-${index}`}>
    <header>
      <div class="title">
        <h2><span class=${`avatar tint-${index}`} aria-hidden="true">${person.name[0]}</span>${title}</h2>
        <p class="who"><span class="hidden">Пользователь VK: </span>${person.name}</p>
      </div>
      <ul class="facts" aria-label="Данные для привязки">
        <li>
          ${insert(fullName)}
          ${
            pane.records.length > 1 &&
            html`<select aria-label="Кем быть" value=${pane.record} onChange=${(event) => post(`/panes/${index}`, { who: Number(event.currentTarget.value) })}>
            ${pane.records.map((one, i) => html`<option key=${i} value=${i} selected=${i === pane.record}>${one.fullName}</option>`)}
          </select>`
          }
        </li>
        ${birthDate && html`<li>${insert(writtenDate(birthDate))}</li>`}
        <li>${insert(phone)}</li>
      </ul>
      <p class="tools">
        <button class="quiet" onClick=${() => post(`/panes/${index}`, { who: 'stranger' })}>Новый пользователь</button>
        <button class="quiet" onClick=${() => post(`/people/${userId}/permission`, { allowed: isBlocked })}>
          ${isBlocked ? 'Разрешить' : 'Заблокировать'}
        </button>
      </p>
    </header>
    <${Log}
      key=${userId}
      ...${{ messages: dialog.messages, me: userId, zone: state.zone, press, presses: state.presses }}
      label=${`Сообщения: ${title}`}
      typing=${state.typing[userId]}
      empty="Переписки с ботом ещё нет"
    />
    ${isBlocked && html`<p class="note">Сообщения от сообщества запрещены: бот сюда не напишет.</p>`}
    <${LinkCard} card=${state.cards[userId]} close=${() => close(userId)} />
    <${Snackbar} snackbar=${state.snackbars[userId]} />
    <${Composer} person=${userId} lastOfBot=${lastOfBot(dialog)} id=${`pane-${index}`} ...${{ draft, setDraft }} />
    ${
      dialog.messages.length === 0 &&
      html`<div class="keyboard reply">
      <button class="vk primary" onClick=${() => post(`/people/${userId}/start`)}>Начать</button>
    </div>`
    }
    ${
      dialog.keyboard !== null &&
      html`<${Keyboard} keyboard=${dialog.keyboard} kind="reply" peerId=${userId} presses=${state.presses} press=${press} />`
    }
  <//>`;
}

/** The group's chat, seen and used as one of its members. */
export function ChatPane({ state, isOpen, close, chosen, choose }) {
  const [draft, setDraft] = useState('');
  const [memberId, setMember] = useState(undefined);
  const { chats, zone, presses } = state;
  const chat = chats.find((one) => one.peerId === chosen) ?? chats.at(-1);
  if (chat === undefined) {
    return html`<${Pane} title="Чат группы" id="pane-chat" isOpen=${isOpen}>
      <header><h2>Чат группы</h2></header>
      <p class="empty">
        Чата пока нет. Он появится, когда привязанный человек откроет «Чаты» и войдёт в один из них.
      </p>
    <//>`;
  }
  const { peerId, members } = chat;
  const me = members.find((one) => one.id === memberId) ?? members[0];
  const dialog = state.dialogs[peerId] ?? { messages: [], keyboard: null };
  const press = (button) => me && void post(`/people/${me.id}/press`, button);
  return html`<${Pane} title="Чат группы" id="pane-chat" isOpen=${isOpen}>
    <header>
      <div class="title">
        <h2><span class="avatar tint-3" aria-hidden="true">${chat.title[0]}</span>Чат группы</h2>
        <p class="who">${chat.title}</p>
      </div>
      ${
        chats.length > 1 &&
        html`<${Choice} label="Чат" id="chat-choice" value=${peerId} set=${choose} options=${chats.map((one) => [one.peerId, one.title])} />`
      }
      <p class="who">${members.length === 0 ? 'В чате никого нет' : `Участники: ${members.map((one) => one.name).join(', ')}`}</p>
      ${
        me !== undefined &&
        html`<div class="tools tight">
        <${Choice} label="От имени" id="chat-member" value=${me.id} set=${setMember} options=${members.map((one) => [one.id, one.name])} />
        <button class="quiet" onClick=${() => post(`/people/${me.id}/leave`, { in: peerId })}>Выйти</button>
      </div>`
      }
    </header>
    <${Log}
      key=${peerId}
      ...${{ messages: dialog.messages, me: me?.id, zone, press, presses, isChat: true }}
      label="Сообщения чата"
      typing=${state.typing[peerId]}
      empty="Сообщений ещё нет"
    />
    <${LinkCard} card=${state.cards[peerId]} close=${() => close(peerId)} />
    <${Snackbar} snackbar=${state.snackbars[peerId]} />
    ${
      me !== undefined &&
      html`<${Composer} person=${me.id} where=${peerId} lastOfBot=${lastOfBot(dialog)} id="pane-chat" ...${{ draft, setDraft }} />`
    }
    ${
      me !== undefined &&
      dialog.keyboard !== null &&
      html`<${Keyboard} keyboard=${dialog.keyboard} kind="reply" ...${{ peerId, presses, press }} />`
    }
  <//>`;
}

/** Where codes arrive: what the bot sends by SMS and mail. */
export function PhonePane({ state, isOpen }) {
  const { phone, zone } = state;
  return html`<${Pane} title="Телефон" id="pane-phone" isOpen=${isOpen}>
    <header>
      <div class="title">
        <h2>Телефон</h2>
        <p class="who">Код на номер: раз в минуту, до трёх в час</p>
      </div>
    </header>
    <div class="log" role="log" aria-label="СМС и письма" tabindex="0">
      ${phone.length === 0 && html`<p class="empty">Сюда приходят коды: СМС и письма всем, кто в панелях.</p>`}
      <ul class="texts">
        ${[...phone].reverse().map(
          ({ number, at, contact, text }) => html`<li key=${number}>
            <p class="who">${contact.kind === 'email' ? 'Письмо' : 'СМС'} на ${writtenContact(contact.value)} · ${timeOf(at, zone)}</p>
            <p class="text">${text}</p>
          </li>`,
        )}
      </ul>
    </div>
  <//>`;
}

function Pane({ title, id, isOpen, children }) {
  return html`<section role="region" aria-label=${title} id=${id} class=${isOpen ? 'pane open' : 'pane'}>${children}</section>`;
}

function Choice({ label, id, value, set, options }) {
  return html`<p class="choice">
    <label for=${id}>${label}</label>
    <select id=${id} value=${value} onChange=${(event) => set(Number(event.currentTarget.value))}>
      ${options.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`)}
    </select>
  </p>`;
}

function lastOfBot({ messages }) {
  return messages.findLast((one) => one.from < 0 && one.service === null);
}
