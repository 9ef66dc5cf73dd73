import { html, useState } from './vendor.js';
import { curlOf } from './curl.js';
import { timeWithSeconds } from './format.js';

const MARKS = { call: '→', event: '←', log: '·' };
const LEVELS = { warn: 'предупреждение', error: 'ошибка' };

/** One entry of the wire's log; what is in it is drawn when it is opened. */
export function Entry({ entry, zone, isFirst }) {
  const [isOpen, setOpen] = useState(isFirst);
  const { kind, name, body, answer, tookMs, fault, level } = entry;
  const error = answer?.error?.error_code ?? answer?.error_code;
  const outcome = fault ? `сбой: ${fault}` : error === undefined ? (LEVELS[level] ?? '') : `ошибка ${error}`;
  return html`<details class=${`entry ${kind}`} open=${isOpen} onToggle=${(event) => setOpen(event.currentTarget.open)}>
    <summary>
      <span class="name">${MARKS[kind]} ${name}</span>
      <span class="who">${timeWithSeconds(entry.at, zone)}${kind === 'call' && ` · ${spent(tookMs)}`}</span>
      ${outcome && html`<strong class="bad">${outcome}</strong>`}
    </summary>
    ${isOpen && (kind === 'call' ? html`<${Call} entry=${entry} />` : html`<${Json} title=${kind === 'event' ? 'Событие' : 'Поля'} value=${body} />`)}
  </details>`;
}

function Call({ entry }) {
  const { body, answer, rules, address } = entry;
  return html`
    ${
      rules.length > 0 &&
      html`<h3>Правила VK</h3>
        <ul class="rules">
          ${rules.map(
            ({ text, broken }) =>
              html`<li class=${broken ? 'broken' : ''}><span aria-hidden="true">${broken ? '✗' : '✓'} </span>${broken && html`<span class="hidden">Отказ: </span>`}${text}</li>`,
          )}
        </ul>`
    }
    <${Json} title="Запрос" value=${unfold(body)} />
    <${Json} title="Ответ" value=${answer ?? null} />
    ${address !== undefined && html`<${CopyAsCurl} entry=${entry} />`}
  `;
}

/** Copies the call as a command; where the browser does not let us, the command is shown to be copied by hand. */
function CopyAsCurl({ entry }) {
  const [state, setState] = useState('');
  const text = curlOf(entry);
  const copy = () =>
    navigator.clipboard
      .writeText(text)
      .then(() => setState('copied'))
      .catch(() => setState('shown'));
  return html`<p>
      <button class="tool" onClick=${copy}>Скопировать как curl</button>
      <span role="status"> ${state === 'copied' && 'Скопировано; вместо токена стоит «токен».'}</span>
    </p>
    ${state === 'shown' && html`<pre tabindex="0" aria-label="Команда curl" role="group">${text}</pre>`}`;
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

const spent = (ms) => (ms < 10 ? `${ms.toFixed(1).replace('.', ',')} мс` : `${Math.round(ms)} мс`);
