import { html, useState } from './vendor.js';
import { ask, post } from './api.js';

const MOST = 3;

/** The bot's processes on one database and one token: who reads updates, who did how much; all but the first can be killed. */
export function BotProcesses({ processes, act }) {
  const [isStarting, setStarting] = useState(false);
  const add = async () => {
    setStarting(true);
    await act(
      post('/faults/processes'),
      'Процесс запущен и слушает VK: так видно, что будет, если его убить.',
    );
    setStarting(false);
  };
  const kill = (pid) =>
    act(
      ask(`/faults/processes/${pid}`, { method: 'DELETE' }),
      `Процесс ${pid} убит. Его работу заберёт другой, самое долгое через 15 секунд.`,
    );
  return html`<h3>Процессы бота</h3>
    <ul class="planned" aria-label="Процессы бота">
      ${processes.map(
        ({ pid, isFirst, listens, answered, told }) => html`<li key=${pid}>
          <span>${pid}${isFirst && ', первый, он же ведёт эту страницу'}${listens.length > 0 && `, слушает ${listens.join(' и ')}`}. Ответов: ${answered}, уведомлений: ${told}.</span>
          ${!isFirst && html`<button class="quiet" aria-label=${`Убить процесс ${pid}`} onClick=${() => kill(pid)}>Убить</button>`}
        </li>`,
      )}
    </ul>
    ${processes.length < MOST && html`<button class="tool" disabled=${isStarting} onClick=${add}>${isStarting ? 'Запускаю…' : 'Запустить ещё один'}</button>`}`;
}
