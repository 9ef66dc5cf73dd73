import { html, render, useCallback, useEffect, useRef, useState } from './vendor.js';
import { ask, follow, onProblem } from './api.js';
import { Doors } from './doors.js';
import { FaultsDrawer } from './faults.js';
import { excerptOf } from './format.js';
import { GlassDrawer } from './glass.js';
import { ChatPane, PersonPane, PhonePane } from './panes.js';
import { perFrame } from './per-frame.js';
import { RecordDrawer } from './record.js';
import { apply, beginWith, closeCard, withOlder } from './state.js';
import { Tabs } from './tabs.js';
import { Top } from './top.js';
import { Walk } from './walk.js';

const PROBLEM_MS = 8000;
const CLOSED = 'zvonok-walk-closed';

function App() {
  const [state, setState] = useState(undefined);
  const [problem, setProblem] = useState('');
  const [open, setOpen] = useState('pane-0');
  const [drawer, setDrawer] = useState(undefined);
  const [chat, setChat] = useState(undefined);
  const [focus, setFocus] = useState({});
  const [isWalkOpen, setWalkOpen] = useState(() => localStorage.getItem(CLOSED) === null);
  const opener = useRef(null);
  useEffect(() => {
    onProblem(setProblem);
    const events = perFrame((all) => setState((before) => all.reduce(apply, before)));
    void follow((view) => {
      events.drop();
      setState(beginWith(view));
    }, events.add);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setProblem(''), PROBLEM_MS);
    return () => clearTimeout(timer);
  }, [problem]);
  useEffect(() => setChat(state?.entered ?? undefined), [state?.entered, state?.chats.length]);
  useNewPane(state?.panes, setOpen);
  /** Opens the drawer at one message. */
  const look = useCallback((message, person) => {
    const { peerId, cmid } = message;
    opener.current = document.activeElement;
    setFocus({ person, message: { peerId, cmid, excerpt: excerptOf(message) } });
    setDrawer('wire');
  }, []);
  if (state === undefined)
    return html`<p class="empty" role="status">${problem || 'Открываю песочницу…'}</p>`;

  const close = (peer) => setState((before) => closeCard(before, peer));
  const loadOlder = async (peer, before) => {
    const answer = await ask(`/dialogs/${peer}/before/${before}`);
    if (answer !== undefined) setState((now) => withOlder(now, peer, answer));
  };
  const show = (name, button) => {
    opener.current = button;
    setDrawer(drawer === name ? undefined : name);
  };
  const closeDrawer = () => {
    setDrawer(undefined);
    opener.current?.focus();
  };
  const showWalk = (isOpen) => {
    setWalkOpen(isOpen);
    if (isOpen) localStorage.removeItem(CLOSED);
    else localStorage.setItem(CLOSED, '1');
  };
  const { panes } = state;
  // Codes are sent by the college's bot; anybody else's has ways of its own.
  const hasPhone = state.doors === null;
  const tabs = [
    ...panes.map(({ id, title, userId }) => ({
      id: `pane-${id}`,
      title,
      numbers: heard(state.dialogs[userId]),
    })),
    {
      id: 'pane-chat',
      title: 'Чат группы',
      numbers: heard(state.dialogs[chat ?? state.chats.at(-1)?.peerId]),
    },
    ...(hasPhone
      ? [{ id: 'pane-phone', title: 'Телефон', numbers: state.phone.map((text) => text.number) }]
      : []),
  ];
  const shown = tabs.some((tab) => tab.id === open) ? open : tabs[0].id;
  return html`
    <${Top} ...${{ state, drawer, show }} isWalkOpen=${isWalkOpen} showWalk=${showWalk} />
    ${state.doors !== null && html`<${Doors} doors=${state.doors} />`}
    ${state.walk !== null && isWalkOpen && html`<${Walk} walk=${state.walk} close=${() => showWalk(false)} />`}
    <${Tabs} ...${{ tabs, shown, setOpen }} />
    <div class="stage"><main style=${{ '--people': String(panes.length) }}>
      ${panes.map((pane) => html`<${PersonPane} key=${pane.id} ...${{ state, pane, close, loadOlder, look }} isOpen=${shown === `pane-${pane.id}`} />`)}
      <${ChatPane} key="chat" ...${{ state, close, chosen: chat, choose: setChat, loadOlder, look }} isOpen=${shown === 'pane-chat'} />
      ${hasPhone && html`<${PhonePane} key="phone" state=${state} isOpen=${shown === 'pane-phone'} />`}
    </main>
    ${drawer === 'faults' && html`<${FaultsDrawer} close=${closeDrawer} />`}
    ${drawer === 'wire' && html`<${GlassDrawer} close=${closeDrawer} ...${{ state, focus, setFocus }} />`}
    ${drawer === 'record' && html`<${RecordDrawer} close=${closeDrawer} />`}
    </div>
    <div class="problem-place" role="alert">${problem && html`<p class="snackbar">${problem}</p>`}</div>
  `;
}

/** A pane that was just added comes into sight. */
function useNewPane(panes, setOpen) {
  const known = useRef(undefined);
  useEffect(() => {
    const ids = panes?.map((pane) => pane.id);
    const added = known.current && ids?.find((id) => !known.current.includes(id));
    known.current = ids;
    if (added === undefined) return;
    setOpen(`pane-${added}`);
    document.getElementById(`pane-${added}`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [panes]);
}

/** Numbers of the bot's messages. */
function heard(dialog) {
  return dialog?.messages.filter((message) => message.from < 0).map((message) => message.cmid) ?? [];
}

render(html`<${App} />`, document.body);
