import { html, useState } from './vendor.js';
import { ask, post } from './api.js';
import { Drawer } from './drawer.js';

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
];
const KINDS = {
  code: { title: 'Ошибка VK с кодом', how: (number) => ({ code: number }), number: 10 },
  status: { title: 'Ответ HTTP с кодом', how: (number) => ({ status: number }), number: 502 },
  hang: { title: 'Не ответит', how: () => 'hang' },
  'lose-reply': { title: 'Сделает, но ответ потеряется', how: () => 'lose-reply' },
  twice: { title: 'Событие придёт дважды', how: () => 'twice' },
};

/** Misfortunes to come: the next calls of a method, or the next events of a type. */
export function FaultsDrawer({ close }) {
  const [target, setTarget] = useState('messages.send');
  const [kind, setKind] = useState('code');
  const [number, setNumber] = useState(KINDS.code.number);
  const [times, setTimes] = useState(1);
  const [said, setSaid] = useState('');
  const choose = (next) => {
    setKind(next);
    setNumber(KINDS[next].number ?? 0);
    if (next === 'twice') setTarget('message_new');
  };
  const plan = async (event) => {
    event.preventDefault();
    const done = await post('/faults', { target, times, how: KINDS[kind].how(number) });
    const code = KINDS[kind].number === undefined ? '' : ` ${number}`;
    if (done) setSaid(`Запланировано: ${target}, раз: ${times}. ${KINDS[kind].title}${code}.`);
  };
  const clear = async () => {
    if (await ask('/faults', { method: 'DELETE' })) setSaid('Сбоев больше не будет.');
  };
  return html`<${Drawer} title="Сбои" close=${close}>
    <p>Что пойдёт не так в ближайшие вызовы. Бот не должен ничего ни потерять, ни удвоить.</p>
    <form class="faults" onSubmit=${plan}>
      <label for="fault-target">Метод или событие</label>
      <input id="fault-target" list="fault-targets" value=${target} onInput=${(event) => setTarget(event.currentTarget.value)} />
      <datalist id="fault-targets">${TARGETS.map((one) => html`<option value=${one}></option>`)}</datalist>
      <label for="fault-kind">Что случится</label>
      <select id="fault-kind" value=${kind} onChange=${(event) => choose(event.currentTarget.value)}>
        ${Object.entries(KINDS).map(([key, { title }]) => html`<option value=${key} selected=${key === kind}>${title}</option>`)}
      </select>
      ${KINDS[kind].number !== undefined && html`<${NumberField} label="Код" id="fault-code" value=${number} set=${setNumber} />`}
      <${NumberField} label="Сколько раз" id="fault-times" value=${times} set=${setTimes} />
      <p class="card-buttons">
        <button class="vk primary">Запланировать</button>
        <button type="button" class="vk secondary" onClick=${clear}>Отменить все</button>
      </p>
    </form>
    <p role="status">${said}</p>
  <//>`;
}

function NumberField({ label, id, value, set }) {
  return html`<label for=${id}>${label}</label>
    <input id=${id} type="number" min="1" value=${value} onInput=${(event) => set(Number(event.currentTarget.value))} />`;
}
