import { html } from './vendor.js';
import { post } from './api.js';
import { Clock } from './clock.js';
import { Popover } from './popover.js';

/** The bar above the panes: the clock, whom to add, what goes wrong, what goes over the wire. */
export function Top({ state, drawer, show, isWalkOpen, showWalk }) {
  const tool = (name, label) =>
    html`<button class="tool" aria-expanded=${String(drawer === name)} onClick=${(event) => show(name, event.currentTarget)}>${label}</button>`;
  return html`<header class="top">
    <h1>Звонок: песочница</h1>
    <${Clock} clock=${state.clock} zone=${state.zone} />
    <div class="tools-of-page">
      <${AddPane} roles=${state.roles} />
      ${tool('faults', 'Сбои')}${tool('wire', 'JSON')}${tool('record', 'Запись')}
      ${
        state.walk !== null &&
        html`<button class="tool help" aria-label="Как попробовать" title="Как попробовать" aria-expanded=${String(isWalkOpen)} onClick=${() => showWalk(!isWalkOpen)}>?</button>`
      }
    </div>
  </header>`;
}

/** One more pane: somebody of the college in another part, or somebody whom it does not know. */
function AddPane({ roles }) {
  return html`<${Popover} className="tool" label="+ Панель" name="Добавить панель" title="Добавить панель">
    ${(close) => html`
      <p class="hint">Кто ещё откроет бота</p>
      <div class="choices">
        ${roles.map(
          ({ title }) =>
            html`<button key=${title} class="tool" onClick=${() => {
              close();
              void post('/panes', { role: title });
            }}>${title}</button>`,
        )}
      </div>
    `}
  <//>`;
}
