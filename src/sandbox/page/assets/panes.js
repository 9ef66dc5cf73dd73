import { html, useMemo, useState } from './vendor.js';
import { ask, post } from './api.js';
import { Composer } from './composer.js';
import { Alert, HandedCard, LinkCard, Snackbar } from './dialog.js';
import { initialsOf, timeOf, tintOf, writtenContact, writtenDate } from './format.js';
import { Keyboard } from './keyboard.js';
import { Log } from './log.js';
import { messengerOf } from './messengers.js';

const NOTHING = { messages: [], more: false, keyboard: null };

/** The pane of a person: whom to bind, the dialog with the bot, the keyboard below the field. */
export function PersonPane({ state, pane, isOpen, close, loadOlder, look }) {
  const [draft, setDraft] = useState('');
  const { userId, title, id: paneId } = pane;
  const messenger = messengerOf(pane.messenger);
  const person = state.people[userId];
  const dialog = state.dialogs[userId] ?? NOTHING;
  const presses = Object.values(state.presses);
  const press = (button) => void post(`/people/${userId}/press`, button);
  const isBlocked = person.allowed === 'no';
  const deeds = useDeeds(state, userId, userId, look);
  const id = `pane-${paneId}`;
  const record = recordOf(state.roles, pane);
  const [lastName, firstName] = record?.fullName.split(' ') ?? [];
  const isNamedApart = record !== undefined && person.name !== `${firstName} ${lastName}`;
  return html`<${Pane} ...${{ title, isOpen, id }} look=${`in-${pane.messenger}`}>
    <header>
      <div class="title">
        <h2><span class=${`avatar tint-${tintOf(paneId)}`} aria-hidden="true">${initialsOf(person.name)}</span>${title}</h2>
        <span class="messenger">${messenger.name}</span>
        ${isNamedApart && html`<p class="who">${person.name}</p>`}
        <button class="close" aria-label="Убрать эту панель" title="Убрать эту панель" onClick=${() => ask(`/panes/${paneId}`, { method: 'DELETE' })}>×</button>
      </div>
      ${
        record === undefined
          ? html`<p class="who">${person.name}.${state.doors === null && ' Колледж о нём ничего не знает.'}</p>`
          : html`<${Facts} ...${{ pane, record, setDraft }} records=${state.roles.find((one) => one.title === pane.role).records} />`
      }
      <p class="tools">
        <button class="quiet" onClick=${() => post(`/panes/${paneId}`, { who: 'stranger' })}>Новый пользователь</button>
        <button class="quiet" onClick=${() => post(`/people/${userId}/permission`, { allowed: isBlocked })}>
          ${isBlocked ? 'Разрешить' : 'Заблокировать'}
        </button>
      </p>
    </header>
    <${Log}
      key=${userId}
      ...${{ dialog, me: userId, zone: state.zone, press, presses, deeds }}
      loadOlder=${(before) => loadOlder(userId, before)}
      label=${`Сообщения: ${title}`}
      typing=${state.typing[userId]}
      empty="Переписки с ботом ещё нет"
    />
    ${isBlocked && html`<p class="note">${messenger.blocked}</p>`}
    <${HandedCard} handed=${state.handed[userId]} putAway=${() => post(`/people/${userId}/put-away`)} ...${{ press, presses }} />
    <${LinkCard} card=${state.cards[userId]} close=${() => close(userId)} />
    <${Alert} text=${state.alerts[userId]} close=${() => close(userId)} />
    <${Snackbar} snackbar=${state.snackbars[userId]} />
    <${Composer} person=${userId} lastOfBot=${lastOfBot(dialog)} contacts=${contactsFor(state, pane)} linkLabel=${messenger.link} ...${{ id, draft, setDraft }} />
    ${
      dialog.messages.length === 0 &&
      html`<div class="keyboard reply">
      <button class="vk primary" onClick=${() => post(`/people/${userId}/start`)}>Начать</button>
    </div>`
    }
    ${
      dialog.keyboard !== null &&
      html`<${Keyboard} keyboard=${dialog.keyboard} kind="reply" peerId=${userId} ...${{ presses, press }} />`
    }
  <//>`;
}

/** Whom the college knows the person as: each fact goes into the message by a press. */
function Facts({ pane, record, records, setDraft }) {
  const { fullName, birthDate, phone } = record;
  const put = (fact) => {
    setDraft(fact);
    // Enter sends it.
    document.getElementById(`pane-${pane.id}-text`).focus();
  };
  const insert = (fact) =>
    html`<button title="Вставить в сообщение" onClick=${() => put(fact)}>${fact}</button>`;
  const choose = (event) => post(`/panes/${pane.id}`, { who: Number(event.currentTarget.value) });
  return html`<ul class="facts" aria-label="Данные для привязки">
    <li>
      ${insert(fullName)}
      ${
        records.length > 1 &&
        html`<select aria-label="Кем быть" value=${pane.record} onChange=${choose}>
        ${records.map((one, i) => html`<option key=${i} value=${i} selected=${i === pane.record}>${one.fullName}</option>`)}
      </select>`
      }
    </li>
    ${birthDate && html`<li>${insert(writtenDate(birthDate))}</li>`}
    <li>${insert(phone)}</li>
  </ul>`;
}

/** Whose contacts somebody may send; none where the messenger has no such thing. */
function contactsFor({ roles }, { messenger, role, record }) {
  if (messenger !== 'telegram') return [];
  const own = recordOf(roles, { role, record });
  const others = roles.flatMap(({ records }) => records).filter((one) => one.phone !== own?.phone);
  return [...(own === undefined ? [] : [own]), ...others];
}

function recordOf(roles, { role, record }) {
  return roles.find((one) => one.title === role)?.records[record];
}

/** The group's chat, seen and used as one of its members. */
export function ChatPane({ state, isOpen, close, chosen, choose, loadOlder, look }) {
  const [draft, setDraft] = useState('');
  const [memberId, setMember] = useState(undefined);
  const { chats, zone } = state;
  const chat = chats.find((one) => one.peerId === chosen) ?? chats.at(-1);
  const me = chat?.members.find((one) => one.id === memberId) ?? chat?.members[0];
  const deeds = useDeeds(state, me?.id, chat?.peerId, look);
  if (chat === undefined) {
    return html`<${Pane} title="Чат группы" id="pane-chat" isOpen=${isOpen}>
      <header><h2>Чат группы</h2></header>
      <p class="empty">
        ${
          state.doors === null
            ? 'Чата пока нет. Он появится, когда привязанный человек откроет «Чаты» и войдёт в один из них.'
            : 'Чата пока нет. Он появится, когда бот создаст его (messages.createChat) и даст ссылку.'
        }
      </p>
    <//>`;
  }
  const { peerId, members } = chat;
  const dialog = state.dialogs[peerId] ?? NOTHING;
  const presses = Object.values(state.presses);
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
      ...${{ dialog, me: me?.id, zone, press, presses, isChat: true, deeds }}
      loadOlder=${(before) => loadOlder(peerId, before)}
      label="Сообщения чата"
      typing=${state.typing[peerId]}
      empty="Сообщений ещё нет"
    />
    <${LinkCard} card=${state.cards[peerId]} close=${() => close(peerId)} />
    <${Snackbar} snackbar=${state.snackbars[peerId]} />
    ${
      me !== undefined &&
      html`<${Composer} person=${me.id} where=${peerId} lastOfBot=${lastOfBot(dialog)} contacts=${[]} id="pane-chat" ...${{ draft, setDraft }} />`
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
      <h2>Телефон</h2>
      <p class="who">Код: раз в минуту, до трёх в час</p>
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

function Pane({ title, id, isOpen, look = '', children }) {
  return html`<section role="region" aria-label=${title} id=${id} class=${`pane ${look} ${isOpen ? 'open' : ''}`}>${children}</section>`;
}

function Choice({ label, id, value, set, options }) {
  return html`<p class="choice">
    <label for=${id}>${label}</label>
    <select id=${id} value=${value} onChange=${(event) => set(Number(event.currentTarget.value))}>
      ${options.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`)}
    </select>
  </p>`;
}

/** What can be done with a message of a conversation, and by whom; see `Bubble`. */
function useDeeds(state, who, peerId, look) {
  const [open, setOpen] = useState(undefined);
  const { panes, people, chats } = state;
  const targets = useMemo(() => {
    const own = panes.find((pane) => pane.userId === who)?.messenger ?? 'vk';
    const others = panes.filter((pane) => pane.userId !== who && pane.messenger === own);
    const theirs = chats.filter((chat) => chat.members.some((one) => one.id === who));
    return [
      [who, 'боту'],
      ...theirs.filter((chat) => chat.peerId !== peerId).map((chat) => [chat.peerId, `чат «${chat.title}»`]),
      ...new Map(others.map((pane) => [pane.userId, people[pane.userId].name])),
    ];
  }, [panes, people, chats, who, peerId]);
  if (who === undefined) return undefined;
  return { open, toggle: (cmid) => setOpen(open === cmid ? undefined : cmid), who, targets, look };
}

function lastOfBot({ messages }) {
  return messages.findLast((one) => one.from < 0 && one.service === null);
}
