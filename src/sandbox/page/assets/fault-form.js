import { html, useState } from './vendor.js';
import { post } from './api.js';

/** VK’s, then Telegram’s. */
const TARGETS = [
  'messages.send',
  'messages.edit',
  'messages.sendMessageEventAnswer',
  'messages.createChat',
  'messages.getInviteLink',
  'messages.removeChatUser',
  'execute',
  '*',
  'a_check',
  'message_new',
  'message_event',
  'sendMessage',
  'editMessageText',
  'answerCallbackQuery',
  'getUpdates',
  'message',
  'callback_query',
];
const KINDS = {
  code: { title: 'Ошибка с кодом', how: (number) => ({ code: number }), number: 10 },
  status: { title: 'Ответ HTTP с кодом', how: (number) => ({ status: number }), number: 502 },
  hang: { title: 'Не ответит', how: () => 'hang' },
  'lose-reply': { title: 'Сделает, но ответ потеряется', how: () => 'lose-reply' },
  twice: { title: 'Событие придёт дважды', how: () => 'twice' },
};

/** Any misfortune of any method or event. @param plan does it, and says the words when it was done */
export function FaultForm({ times, plan }) {
  const [target, setTarget] = useState('messages.send');
  const [kind, setKind] = useState('code');
  const [number, setNumber] = useState(KINDS.code.number);
  const choose = (next) => {
    setKind(next);
    setNumber(KINDS[next].number ?? 0);
    if (next === 'twice') setTarget('message_new');
  };
  const submit = (event) => {
    event.preventDefault();
    const code = KINDS[kind].number === undefined ? '' : ` ${number}`;
    void plan(
      post('/faults', { target, times, how: KINDS[kind].how(number) }),
      `Запланировано: ${target}, раз: ${times}. ${KINDS[kind].title}${code}.`,
    );
  };
  return html`<details>
    <summary>Точнее: какой метод или событие, какая ошибка</summary>
    <form class="faults" onSubmit=${submit}>
      <label for="fault-target">Метод или событие</label>
      <input id="fault-target" list="fault-targets" value=${target} onInput=${(event) => setTarget(event.currentTarget.value)} />
      <datalist id="fault-targets">${TARGETS.map((one) => html`<option value=${one}></option>`)}</datalist>
      <label for="fault-kind">Что случится</label>
      <select id="fault-kind" value=${kind} onChange=${(event) => choose(event.currentTarget.value)}>
        ${Object.entries(KINDS).map(([key, { title }]) => html`<option value=${key} selected=${key === kind}>${title}</option>`)}
      </select>
      ${KINDS[kind].number !== undefined && html`<${NumberField} label="Код" id="fault-code" value=${number} set=${setNumber} />`}
      <p class="card-buttons"><button class="vk primary">Запланировать</button></p>
    </form>
  </details>`;
}

export function NumberField({ label, id, value, set }) {
  return html`<label for=${id}>${label}</label>
    <input id=${id} type="number" min="1" value=${value} onInput=${(event) => set(Number(event.currentTarget.value))} />`;
}
