import { html, useState } from './vendor.js';
import { ask, post } from './api.js';
import { Drawer, usePolled } from './drawer.js';
import { FaultForm, NumberField } from './fault-form.js';
import { BotProcesses } from './processes.js';

const DATABASE_S = 10;
const HOWS = { hang: 'не ответит', 'lose-reply': 'ответ потеряется', twice: 'придёт дважды' };
const MESSENGERS = { vk: 'VK', telegram: 'Telegram' };
/** Each may stand on several targets; it is on while any of them waits. */
const SWITCHES = [
  { title: 'Ошибка 10: VK не справился', targets: ['*'], how: { code: 10 } },
  { title: 'Ошибка 6: слишком часто', targets: ['*'], how: { code: 6 } },
  { title: 'Не ответит', targets: ['*'], how: 'hang' },
  { title: 'Сделает, но ответ потеряется', targets: ['*'], how: 'lose-reply' },
  { title: 'События придут дважды', targets: ['message_new', 'message_event'], how: 'twice' },
];
const LOSSES = {
  key: ['Ключ устарел', 'Бот попросит новый ключ и продолжит с того же места.'],
  position: ['Начать с другого места', 'VK назвал боту другое место, с которого читать.'],
  history: ['История потеряна', 'VK забыл всё, чего бот не успел прочитать: такое вернуть нечем.'],
};

/** Misfortunes by switches: calls, events, Long Poll, the database, the bot's processes. What is planned stands above and can be cancelled. */
export function FaultsDrawer({ close }) {
  const [view, refresh] = usePolled('/faults');
  const [times, setTimes] = useState(3);
  const [said, setSaid] = useState('');
  if (view === undefined)
    return html`<${Drawer} title="Сбои" close=${close}><p>Смотрю, что запланировано…</p><//>`;
  const { planned, hasLongPoll, database, processes } = view;
  /** Does something, says what was done, and looks at once what is planned now. */
  const act = async (work, words) => {
    const done = await work;
    if (done !== undefined) setSaid(words);
    refresh();
    return done;
  };
  const cancel = ({ messenger, id }) => ask(`/faults/${messenger}/${id}`, { method: 'DELETE' });
  const waiting = ({ targets, how }) =>
    planned.filter((one) => targets.includes(one.target) && isSame(one.how, how));
  const flip = (one) => {
    const on = waiting(one);
    return on.length > 0
      ? act(Promise.all(on.map(cancel)), `Отменено: ${one.title}.`)
      : act(
          Promise.all(one.targets.map((target) => post('/faults', { target, times, how: one.how }))),
          `Вы включили «${one.title}», раз: ${times}.`,
        );
  };
  return html`<${Drawer} title="Сбои" close=${close}>
    <p>Бот не должен ничего ни потерять, ни удвоить. Включите сбой и пишите боту дальше.</p>
    <p role="status">${said}</p>
    <h3>Запланировано</h3>
    ${
      planned.length === 0
        ? html`<p class="hint">Ничего: всё работает.</p>`
        : html`<ul class="planned">
            ${planned.map(
              (one) => html`<li key=${`${one.messenger}${one.id}`}>
                <span>${inWords(one)}</span>
                <button class="quiet" aria-label=${`Отменить: ${inWords(one)}`} onClick=${() => act(cancel(one), 'Сбой отменён.')}>Отменить</button>
              </li>`,
            )}
          </ul>
          <p><button class="vk secondary" onClick=${() => act(ask('/faults', { method: 'DELETE' }), 'Сбоев больше не будет.')}>Отменить все</button></p>`
    }
    <h3>Ближайшие вызовы и события</h3>
    <div class="faults"><${NumberField} label="Сколько раз" id="fault-times" value=${times} set=${setTimes} /></div>
    <div class="choices" role="group" aria-label="Что случится">
      ${SWITCHES.map(
        (one) =>
          html`<button key=${one.title} class="tool" aria-pressed=${String(waiting(one).length > 0)} onClick=${() => flip(one)}>${one.title}</button>`,
      )}
    </div>
    <${FaultForm} times=${times} plan=${act} />
    ${
      hasLongPoll &&
      html`<h3>Long Poll</h3>
        <div class="choices" role="group" aria-label="Long Poll">
          <button class="tool" onClick=${() => act(post('/faults', { target: 'a_check', times: 1, how: 'lose-reply' }), 'Ответ Long Poll оборвётся.')}>Оборвать ответ</button>
          ${Object.entries(LOSSES).map(
            ([lose, [title, words]]) =>
              html`<button key=${lose} class="tool" onClick=${() => act(post('/faults/long-poll', { lose }), words)}>${title}</button>`,
          )}
        </div>`
    }
    ${
      database !== null &&
      html`<h3>База данных</h3>
        ${
          database.backInMs === 0
            ? html`<button class="tool" onClick=${() => act(post('/faults/database', { seconds: DATABASE_S }), `База отключена на ${DATABASE_S} секунд и вернётся сама.`)}>Отключить на ${DATABASE_S} секунд</button>`
            : html`<p class="bad">База недоступна ещё ${Math.ceil(database.backInMs / 1000)} с${' '}
                <button class="quiet" onClick=${() => act(ask('/faults/database', { method: 'DELETE' }), 'База снова на месте.')}>Вернуть сейчас</button></p>`
        }`
    }
    ${processes !== null && html`<${BotProcesses} processes=${processes} act=${act} />`}
  <//>`;
}

function inWords({ target, how, times, left, messenger }) {
  const what = target === '*' ? `любой вызов ${MESSENGERS[messenger]}` : target;
  return `${what}: ${howInWords(how)}, осталось ${left} из ${times}`;
}

function howInWords(how) {
  if (typeof how === 'string') return HOWS[how];
  return how.status === undefined ? `ошибка ${how.code}` : `ответ HTTP ${how.status}`;
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
