import { html, useState } from './vendor.js';
import { post } from './api.js';
import { Clock } from './clock.js';
import { messengerOf } from './messengers.js';
import { Popover } from './popover.js';

/** The bar above the panes: the clock, whom to add, what goes wrong, what goes over the wire. */
export function Top({ state, drawer, show, isWalkOpen, showWalk }) {
  const tool = (name, label) =>
    html`<button class="tool" aria-expanded=${String(drawer === name)} onClick=${(event) => show(name, event.currentTarget)}>${label}</button>`;
  return html`<header class="top">
    <h1>${state.doors === null ? 'Звонок: песочница' : 'Песочница для любого бота'}</h1>
    ${state.doors === null && html`<${Clock} clock=${state.clock} zone=${state.zone} />`}
    <div class="tools-of-page">
      <${AddPane} roles=${state.roles} messengers=${state.messengers} />
      ${tool('faults', 'Сбои')}${tool('wire', 'JSON')}${tool('record', 'Запись')}
      ${
        state.walk !== null &&
        html`<button class="tool help" aria-label="Как попробовать" title="Как попробовать" aria-expanded=${String(isWalkOpen)} onClick=${() => showWalk(!isWalkOpen)}>?</button>`
      }
    </div>
  </header>`;
}

/** One more pane: somebody of the college in another part, or somebody whom it does not know. */
function AddPane({ roles, messengers }) {
  const [messenger, setMessenger] = useState(messengers[0]);
  return html`<${Popover} className="tool" label="+ Панель" name="Добавить панель" title="Добавить панель">
    ${(close) => html`
      <p class="hint">Кто ещё откроет бота</p>
      ${messengers.length > 1 && html`<${Messengers} all=${messengers} chosen=${messenger} choose=${setMessenger} />`}
      <div class="choices">
        ${roles.map(
          ({ title }) =>
            html`<button key=${title} class="tool" onClick=${() => {
              close();
              void post('/panes', { role: title, messenger });
            }}>${title}</button>`,
        )}
      </div>
    `}
  <//>`;
}

function Messengers({ all, chosen, choose }) {
  return html`<fieldset class="messengers"><legend class="hidden">Мессенджер</legend>
    ${all.map(
      (one) =>
        html`<label key=${one}><input type="radio" name="messenger" checked=${one === chosen} onChange=${() => choose(one)} />${messengerOf(one).name}</label>`,
    )}
  </fieldset>`;
}
