import { html, useEffect, useState } from './vendor.js';
import { ask } from './api.js';
import { Drawer } from './drawer.js';
import { Kept } from './kept.js';
import { Entry } from './wire.js';

const REFRESH_MS = 1000;
const SHOWN = 200;
const KINDS = { call: 'Запросы', event: 'События', log: 'Журнал' };

/**
 * What goes on under the glass: requests and events as they went over the wire, the bot's log beside them, and what it keeps
 * of a person.
 * @param focus `{person, message}`: whom or which message it is about; both may be absent
 */
export function GlassDrawer({ close, state, focus, setFocus }) {
  const { panes, people, zone } = state;
  const { person, message } = focus;
  const [hidden, setHidden] = useState({});
  const entries = useEntries(focus);
  const shown = entries.filter((entry) => hidden[entry.kind] !== true);
  const choose = (event) => {
    const { value } = event.currentTarget;
    setFocus(value === '' ? {} : { person: Number(value) });
  };
  const whom = [...new Map(panes.map((pane) => [pane.userId, `${pane.title}: ${people[pane.userId].name}`]))];
  return html`<${Drawer} title="JSON: что под стеклом" close=${close}>
    <p class="choice">
      <label for="glass-person">О ком</label>
      <select id="glass-person" value=${person ?? ''} onChange=${choose}>
        <option value="" selected=${person === undefined}>обо всех</option>
        ${whom.map(([id, name]) => html`<option key=${id} value=${id} selected=${id === person}>${name}</option>`)}
      </select>
    </p>
    ${
      message !== undefined &&
      html`<p class="about">Только сообщение «${message.excerpt}» <button class="quiet" onClick=${() => setFocus({ person })}>Показать всё</button></p>`
    }
    ${person !== undefined && message === undefined && html`<${Kept} key=${person} person=${person} zone=${zone} />`}
    <div class="choices" role="group" aria-label="Что показывать">
      ${Object.entries(KINDS).map(
        ([kind, title]) =>
          html`<button key=${kind} class="tool" aria-pressed=${String(hidden[kind] !== true)} onClick=${() => setHidden({ ...hidden, [kind]: hidden[kind] !== true })}>${title}</button>`,
      )}
    </div>
    <p class="hint">Сверху новые: → запрос бота, ← событие для него, · строка журнала.</p>
    ${shown.length === 0 && html`<p class="empty">Пока ничего не было.</p>`}
    ${shown.map((entry) => html`<${Entry} key=${entry.number} entry=${entry} zone=${zone} isFirst=${message !== undefined && entry === shown[0]} />`)}
  <//>`;
}

/** The newest entries that fit, asked for once a second. */
function useEntries({ person, message }) {
  const [entries, setEntries] = useState([]);
  const wish = new URLSearchParams();
  if (message !== undefined) wish.set('message', `${message.peerId}.${message.cmid}`);
  else if (person !== undefined) wish.set('person', person);
  const query = String(wish);
  useEffect(() => {
    let isOpen = true;
    let timer;
    setEntries([]);
    const load = async (last) => {
      const answer = await ask(`/wire?after=${last}&${query}`);
      if (!isOpen) return;
      const came = answer?.entries ?? [];
      if (came.length > 0) setEntries((before) => [...came, ...before].slice(0, SHOWN));
      timer = setTimeout(load, REFRESH_MS, came[0]?.number ?? last);
    };
    void load(0);
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, [query]);
  return entries;
}
