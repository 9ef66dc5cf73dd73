import { html, useState } from './vendor.js';
import { ask, post } from './api.js';
import { Drawer, usePolled } from './drawer.js';

/** What was clicked and answered, as a file; and a file played again. */
export function RecordDrawer({ close }) {
  const [record, refresh] = usePolled('/record');
  const [said, setSaid] = useState('');
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([record.text], { type: 'text/plain' }));
    link.download = 'zvonok-record.txt';
    link.click();
    URL.revokeObjectURL(link.href);
    setSaid('Запись сохранена в файл zvonok-record.txt.');
  };
  const anew = async () => {
    await ask('/record', { method: 'DELETE' });
    setSaid('Запись начата заново.');
    refresh();
  };
  const isEmpty = (record?.size ?? 0) === 0;
  return html`<${Drawer} title="Запись" close=${close}>
    <p>Всё, что нажато и отвечено, записывается. Файл записи и есть сообщение об ошибке: его можно воспроизвести здесь или командой
      <code> npm run zvonok -- replay файл</code>.</p>
    <p class="choices">
      <button class="vk primary" disabled=${isEmpty} onClick=${save}>Сохранить запись</button>
      <button class="vk secondary" disabled=${isEmpty} onClick=${anew}>Начать заново</button>
    </p>
    <p role="status">${said}</p>
    <${Player} done=${refresh} />
    <h3>Записано</h3>
    ${isEmpty ? html`<p class="hint">Пока ничего.</p>` : html`<pre tabindex="0" role="group" aria-label="Текст записи" class="record-text">${record.text}</pre>`}
  <//>`;
}

function Player({ done }) {
  const [state, setState] = useState({ is: 'idle' });
  const choose = async (event) => {
    const [file] = event.currentTarget.files;
    if (file !== undefined) setState({ is: 'asked', name: file.name, text: await file.text() });
  };
  const play = async () => {
    const { name, text } = state;
    setState({ is: 'playing', name });
    const answer = await post('/replay', { text });
    setState(answer === undefined ? { is: 'idle' } : { is: 'played', name, played: answer.played });
    done();
  };
  return html`<section aria-label="Воспроизведение">
    <h3>Воспроизвести запись</h3>
    ${
      (state.is === 'idle' || state.is === 'played') &&
      html`<p><label class="vk secondary file">Выбрать файл записи<input class="hidden" type="file" accept=".txt,text/plain" onChange=${choose} /></label></p>`
    }
    ${
      state.is === 'asked' &&
      html`<p>Демонстрация начнётся с чистого листа: бот забудет всех, кто здесь привязан.</p>
        <p class="choices">
          <button class="vk primary" onClick=${play}>Воспроизвести ${state.name}</button>
          <button class="vk secondary" onClick=${() => setState({ is: 'idle' })}>Не надо</button>
        </p>`
    }
    ${state.is === 'playing' && html`<${Progress} />`}
    <div role="status">${state.is === 'played' && html`<${Outcome} played=${state.played} />`}</div>
  </section>`;
}

function Progress() {
  const [at] = usePolled('/replay');
  return html`<p>Воспроизвожу${at !== undefined && at.line > 0 && `: строка ${at.line} из ${at.total}`}…</p>
    <p><button class="vk secondary" onClick=${() => ask('/replay', { method: 'DELETE' })}>Остановить</button></p>`;
}

function Outcome({ played }) {
  if (played.ok)
    return html`<p class="record-good">Всё как в записи: действий ${played.acts}, ответов ${played.expectations}.</p>`;
  if (played.problems !== undefined)
    return html`<p class="record-bad">Это не запись:</p>
      <ul>${played.problems.map(({ line, reason }) => html`<li>строка ${line}: ${reason}</li>`)}</ul>`;
  return html`<p class="record-bad">Строка ${played.line}: ${played.reason}</p>
    ${played.expected && html`<h4>В записи</h4><pre class="record-text">${played.expected}</pre>`}
    ${played.got && html`<h4>Сейчас</h4><pre class="record-text">${played.got}</pre>`}`;
}
