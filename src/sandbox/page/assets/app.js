import { html, render, useEffect, useRef, useState } from './vendor.js';
import { follow, onProblem, post } from './api.js';
import { FaultsDrawer, WireDrawer } from './drawers.js';
import { dayOf, timeOf } from './format.js';
import { ChatPane, PersonPane, PhonePane } from './panes.js';
import { apply, beginWith, closeCard } from './state.js';

const PROBLEM_MS = 8000;

function App() {
  const [state, setState] = useState(undefined);
  const [problem, setProblem] = useState('');
  const [open, setOpen] = useState(0);
  const [drawer, setDrawer] = useState(undefined);
  const [chat, setChat] = useState(undefined);
  const opener = useRef(null);
  useEffect(() => {
    onProblem(setProblem);
    void follow(
      (view) => setState(beginWith(view)),
      (event) => setState((before) => apply(before, event)),
    );
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setProblem(''), PROBLEM_MS);
    return () => clearTimeout(timer);
  }, [problem]);
  useEffect(() => setChat(state?.entered ?? undefined), [state?.entered, state?.chats.length]);
  if (state === undefined)
    return html`<p class="empty" role="status">${problem || 'Открываю песочницу…'}</p>`;

  const close = (peer) => setState((before) => closeCard(before, peer));
  const show = (name, button) => {
    opener.current = button;
    setDrawer(drawer === name ? undefined : name);
  };
  const closeDrawer = () => {
    setDrawer(undefined);
    opener.current?.focus();
  };
  const { panes } = state;
  const titles = [...panes.map((pane) => pane.title), 'Чат группы', 'Телефон'];
  const peers = [...panes.map((pane) => pane.userId), chat ?? state.chats.at(-1)?.peerId];
  const counts = [...peers.map((peer) => heard(state.dialogs[peer])), state.phone.length];
  return html`
    <${Top} state=${state} drawer=${drawer} show=${show} />
    <${Tabs} ...${{ titles, counts, open, setOpen }} />
    <div class="stage"><main>
      ${panes.map((pane, i) => html`<${PersonPane} key=${pane.title} ...${{ state, pane, index: i, isOpen: open === i, close }} />`)}
      <${ChatPane} ...${{ state, close, chosen: chat, choose: setChat }} isOpen=${open === panes.length} />
      <${PhonePane} state=${state} isOpen=${open === panes.length + 1} />
    </main>
    ${drawer === 'faults' && html`<${FaultsDrawer} close=${closeDrawer} />`}
    ${drawer === 'wire' && html`<${WireDrawer} close=${closeDrawer} zone=${state.zone} />`}
    </div>
    <div class="problem-place" role="alert">${problem && html`<p class="snackbar">${problem}</p>`}</div>
  `;
}

function Top({ state, drawer, show }) {
  const [isMoving, setMoving] = useState(false);
  const move = async (to) => {
    if (isMoving) return;
    setMoving(true);
    await post('/clock', to);
    setMoving(false);
  };
  const tool = (name, label) =>
    html`<button class="tool" aria-expanded=${String(drawer === name)} onClick=${(event) => show(name, event.currentTarget)}>${label}</button>`;
  return html`<header class="top">
    <h1>Звонок: песочница</h1>
    <div class="clock">
      <${Clock} clock=${state.clock} zone=${state.zone} />
      <div class="moves" role="group" aria-label="Часы колледжа" aria-busy=${String(isMoving)}>
        <button class="vk primary" onClick=${() => move({ to: 'lesson' })}>К началу пары</button>
        <button class="tool" onClick=${() => move({ to: 'later', minutes: 10 })}>+10 мин</button>
        <button class="tool" onClick=${() => move({ to: 'tomorrow' })}>Завтра</button>
        ${tool('faults', 'Сбои')}${tool('wire', 'JSON')}
      </div>
    </div>
    <details class="steps" open=${matchMedia('(min-width: 700px)').matches}>
      <summary>
        <span class="lead">Бот колледжа целиком, но вместо VK эта страница. Люди вымышлены, наружу ничего не уходит.</span>
        ${' '}Как попробовать:
      </summary>
      <ol>
        <li>«Начать» у студента и привязка профиля: данные над диалогом, код придёт в «Телефон».</li>
        <li>«Занятия» и «Чаты». Так же можно привязать преподавателя и родителя.</li>
        <li>«К началу пары»: уведомление придёт само, в нём «Присоединиться с видео».</li>
      </ol>
    </details>
  </header>`;
}

function Clock({ clock, zone }) {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const now = clock.now + performance.now() - clock.since;
  return html`<p class="now">В колледже <time dateTime=${new Date(now).toISOString()}>${dayOf(now, zone)}, ${timeOf(now, zone)}</time></p>`;
}

/** On a narrow screen one pane at a time; a tab says how many messages its pane got since it was last open. */
function Tabs({ titles, counts, open, setOpen }) {
  const [seen, setSeen] = useState(counts);
  const now = seen.map((count, i) => (i === open ? counts[i] : Math.min(count, counts[i])));
  useEffect(() => {
    if (now.some((count, i) => count !== seen[i])) setSeen(now);
  });
  const onKeyDown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = (open + step + titles.length) % titles.length;
    setOpen(next);
    event.currentTarget.children[next].focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Панели" onKeyDown=${onKeyDown}>
    ${titles.map((title, i) => {
      const unread = counts[i] - now[i];
      return html`<button
        key=${title}
        role="tab"
        aria-selected=${String(i === open)}
        aria-label=${unread > 0 ? `${title}, новых: ${unread}` : undefined}
        tabindex=${i === open ? 0 : -1}
        onClick=${() => setOpen(i)}
      >
        ${title}${unread > 0 && html`<span class="unread">${unread}</span>`}
      </button>`;
    })}
  </div>`;
}

/** How many messages came from others than the person. */
function heard(dialog) {
  return dialog?.messages.filter((message) => message.from < 0).length ?? 0;
}

render(html`<${App} />`, document.body);
