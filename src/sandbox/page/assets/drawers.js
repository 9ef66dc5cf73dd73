import { html, useEffect, useState } from './vendor.js';
import { ask, post } from './api.js';
import { Drawer } from './drawer.js';
import { timeOf } from './format.js';

const REFRESH_MS = 1000;
const KEPT = 200;
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

/** The last calls and events as they went over the wire, newest first. */
export function WireDrawer({ close, zone }) {
  const [entries, setEntries] = useState([]);
  useEffect(() => {
    let isOpen = true;
    let timer;
    const load = async (last) => {
      const answer = await ask(`/wire?after=${last}`);
      if (!isOpen) return;
      const came = answer?.entries ?? [];
      if (came.length > 0) setEntries((before) => [...came, ...before].slice(0, KEPT));
      timer = setTimeout(load, REFRESH_MS, came[0]?.number ?? last);
    };
    void load(0);
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, []);
  return html`<${Drawer} title="JSON" close=${close}>
    <p>Последние запросы бота и события для него, сверху новые.</p>
    ${entries.length === 0 && html`<p class="empty">Пока ничего не было.</p>`}
    ${entries.map((entry) => html`<${Entry} key=${entry.number} entry=${entry} zone=${zone} />`)}
  <//>`;
}

function Entry({ entry, zone }) {
  const [isOpen, setOpen] = useState(false);
  const { kind, name, body, answer, tookMs, fault } = entry;
  const error = answer?.error?.error_code;
  const outcome = fault ? `сбой: ${fault}` : error === undefined ? '' : `ошибка ${error}`;
  return html`<details class="entry" onToggle=${(event) => setOpen(event.currentTarget.open)}>
    <summary>
      <span class="name">${kind === 'call' ? '→' : '←'} ${name}</span>
      <span class="who">${timeOf(entry.at, zone)}${kind === 'call' && ` · ${Math.ceil(tookMs)} мс`}</span>
      ${outcome && html`<strong class="bad">${outcome}</strong>`}
    </summary>
    ${isOpen && html`<${Json} title=${kind === 'call' ? 'Запрос' : 'Событие'} value=${kind === 'call' ? unfold(body) : body} />`}
    ${isOpen && kind === 'call' && html`<${Json} title="Ответ" value=${answer ?? null} />`}
  </details>`;
}

function Json({ title, value }) {
  return html`<h3>${title}</h3><pre tabindex="0" aria-label=${title} role="group">${JSON.stringify(value, null, 2)}</pre>`;
}

/** Parameters that are JSON themselves, opened up. */
function unfold(params) {
  const isJson = (value) => typeof value === 'string' && /^[[{]/.test(value);
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, isJson(value) ? parse(value) : value]),
  );
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
