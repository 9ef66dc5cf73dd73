import { html, useEffect, useState } from './vendor.js';
import { post } from './api.js';
import { dayAndTimeIn, dayOf, timeOf } from './format.js';
import { Popover } from './popover.js';
import { nowBy } from './state.js';

const TICK_MS = { true: 200, false: 1000 };

/** The college's time, and everything that moves it. Often needed buttons stand open, the others behind the time. */
export function Clock({ clock, zone }) {
  const [isMoving, setMoving] = useState(false);
  const move = async (to) => {
    if (isMoving) return;
    setMoving(true);
    await post('/clock', to);
    setMoving(false);
  };
  const hurry = (fast) => post('/clock/pace', { fast });
  return html`<div class="clock" role="group" aria-label="Часы колледжа" aria-busy=${String(isMoving)}>
    <${Popover}
      className="tool now"
      title="Перевести часы"
      label=${html`<span class="hidden">Перевести часы. </span><${Now} ...${{ clock, zone }} />`}
    >
      ${(close) =>
        html`<${Moves} ...${{ clock, zone, hurry }} move=${(to) => {
          close();
          void move(to);
        }} />`}
    <//>
    ${clock.fast && html`<button class="tool fast" onClick=${() => hurry(false)}>×60, стоп</button>`}
    <button class="vk primary to-lesson" onClick=${() => move({ to: 'lesson' })}>К началу пары</button>
    <button class="tool" onClick=${() => move({ to: 'later', minutes: 10 })}>+10 мин</button>
    <button class="tool" onClick=${() => move({ to: 'tomorrow' })}>Завтра</button>
  </div>`;
}

function Now({ clock, zone }) {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS[clock.fast]);
    return () => clearInterval(timer);
  }, [clock.fast]);
  const now = nowBy(clock);
  return html`<time dateTime=${new Date(now).toISOString()}>${dayOf(now, zone)}, ${timeOf(now, zone)}</time>`;
}

function Moves({ clock, zone, move, hurry }) {
  const [moment, setMoment] = useState(() => dayAndTimeIn(nowBy(clock), zone));
  const set = (name) => (event) => setMoment({ ...moment, [name]: event.currentTarget.value });
  const go = (event) => {
    event.preventDefault();
    move({ to: 'moment', ...moment });
  };
  return html`
    <p class="hint">Время колледжа. От него зависит всё в боте и ничего на этом компьютере.</p>
    <div class="moves">
      <button class="tool" onClick=${() => move({ to: 'later', minutes: 1 })}>+1 мин</button>
      <button class="tool" onClick=${() => move({ to: 'lesson-end' })}>К концу пары</button>
      <button class="tool" onClick=${() => move({ to: 'now' })}>Сейчас</button>
    </div>
    <form class="moment" onSubmit=${go}>
      <label for="moment-day">День</label>
      <input id="moment-day" type="date" required value=${moment.day} onInput=${set('day')} />
      <label for="moment-time">Время</label>
      <input id="moment-time" type="time" required value=${moment.time} onInput=${set('time')} />
      <button class="vk secondary">Перевести</button>
    </form>
    <button class="tool wide" aria-pressed=${String(clock.fast)} onClick=${() => hurry(!clock.fast)}>
      ${clock.fast ? 'Обычный ход (×1)' : 'Быстрый ход: минута за секунду (×60)'}
    </button>
  `;
}
