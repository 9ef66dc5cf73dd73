import { html } from './vendor.js';
import { usePolled } from './drawer.js';
import { dayOf, timeWithSeconds } from './format.js';

const KINDS = { student: 'студент', teacher: 'преподаватель', parent: 'родитель', staff: 'сотрудник' };
const OUTCOMES = {
  planned: 'запланировано',
  retrying: 'повторяется',
  sent: 'отправлено',
  gone: 'не доставить: писать запрещено',
  dropped: 'отброшено',
  unsettled: 'обработано',
};
const REASONS = {
  expired: 'опоздало',
  'lesson-changed': 'занятие изменилось или отменено',
  unbound: 'больше не касается этого человека',
  refused: 'мессенджер отказал',
};

/** What the bot keeps of a person: as whom they are bound, where the dialog stands, their notices. */
export function Kept({ person, zone }) {
  const [answer] = usePolled(`/people/${person}/kept`);
  if (answer === undefined) return null;
  const { kept } = answer;
  if (kept === null) return html`<p class="hint">О боте за этим адресом ничего не известно.</p>`;
  const { bound, dialog, notices } = kept;
  return html`<section class="kept" aria-label="Что хранит бот">
    <h3>Кто это для бота</h3>
    ${
      bound.length === 0
        ? html`<p>Не привязан.</p>`
        : html`<ul>${bound.map(({ name, kind, notify, reachable }) => html`<li key=${name + kind}>${name}, ${KINDS[kind] ?? kind}; уведомления ${notify ? 'включены' : 'выключены'}${!reachable && '; писать запрещено'}</li>`)}</ul>`
    }
    <h3>Диалог</h3>
    ${
      dialog === null
        ? html`<p>Вне сцены: бот ждёт любой команды.</p>`
        : html`<p>Сцена <code>${dialog.scene}</code>, шаг <code>${dialog.step}</code></p>
          <pre tabindex="0" role="group" aria-label="Состояние сцены">${JSON.stringify(dialog.state, null, 2)}</pre>`
    }
    <h3>Уведомления</h3>
    ${
      notices.length === 0
        ? html`<p>Ещё не планировались: это делается за полминуты до звонка.</p>`
        : html`<ul class="notices">${notices.map((one) => html`<${Notice} key=${one.key} notice=${one} zone=${zone} />`)}</ul>`
    }
  </section>`;
}

function Notice({ notice, zone }) {
  const { text, dueAt, outcome, reason, tries, nextAt } = notice;
  const why =
    outcome === 'retrying'
      ? `: попыток ${tries}, следующая в ${timeWithSeconds(nextAt, zone)}`
      : reason === undefined
        ? ''
        : `: ${REASONS[reason] ?? reason}`;
  return html`<li>
    <span class="who">${dayOf(dueAt, zone)}, ${timeWithSeconds(dueAt, zone)}</span>
    <strong class=${outcome}>${OUTCOMES[outcome]}${why}</strong>
    <span>${text.split('\n')[0]}</span>
  </li>`;
}
