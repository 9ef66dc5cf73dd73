import { Component, html, useEffect, useLayoutEffect, useRef, useState } from './vendor.js';
import { Bubble } from './bubble.js';
import { dayOf } from './format.js';

/** Messages that are drawn, kept and skipped off screen together. */
const CHUNK = 50;
const TYPING_MS = 6000;
/** Nearer than this to its end a log counts as being there. */
const AT_END_PX = 60;
const AHEAD = '600px 0px';

/**
 * The messages of one conversation, newest at the bottom and in sight; older ones come when somebody scrolls to them.
 * @param me whose messages stand at the right @param press what a pressed button does
 * @param deeds what else can be done with a message, see `Bubble`
 */
export function Log({ dialog, me, zone, label, press, presses, typing, isChat, empty, loadOlder, deeds }) {
  const { messages, more } = dialog;
  const box = useRef(null);
  const [readTo, setRead] = useState(undefined);
  const last = messages.at(-1);
  const isAway = readTo !== undefined;
  const unread = isAway ? messages.filter((one) => one.cmid > readTo && one.from !== me).length : 0;

  const toEnd = () => {
    box.current.scrollTop = 0;
    setRead(undefined);
  };
  useLayoutEffect(() => {
    if (last?.from === me) toEnd();
  }, [last?.cmid]);
  const onScroll = () => {
    const away = box.current.scrollTop < -AT_END_PX;
    if (away !== isAway) setRead(away ? last?.cmid : undefined);
  };

  return html`<div class="log-place">
    <div class="log" role="log" aria-live="polite" aria-label=${label} aria-description="Стрелки вверх и вниз ведут по сообщениям, Enter открывает действия" tabindex="0" ref=${box} onScroll=${onScroll} onKeyDown=${(event) => walkMessages(event, deeds)}>
      <div class="log-list">
        ${more && html`<${Older} key="older" first=${messages[0]?.cmid} ...${{ box, loadOlder }} />`}
        ${messages.length === 0 && html`<p class="empty">${empty}</p>`}
        ${chunksOf(messages).map(
          (chunk) =>
            html`<${Chunk} key=${chunk.key} ...${chunk} presses=${waitingIn(presses, chunk)} ...${{ me, zone, press, isChat, deeds }} />`,
        )}
        <${Typing} key="typing" since=${typing} />
      </div>
    </div>
    ${isAway && html`<button class="to-end" aria-label=${unread > 0 ? `К последним сообщениям, новых: ${unread}` : 'К последним сообщениям'} onClick=${toEnd}>↓${unread > 0 && html`<span class="unread">${unread}</span>`}</button>`}
  </div>`;
}

/** The newest messages move from chunk to chunk in nobody's sight: a chunk's numbers are its own for ever. */
function chunksOf(messages) {
  const chunks = [];
  for (const message of messages) {
    const key = Math.floor(message.cmid / CHUNK);
    if (chunks.at(-1)?.key !== key)
      chunks.push({ key, before: chunks.at(-1)?.messages.at(-1), messages: [] });
    chunks.at(-1).messages.push(message);
  }
  return chunks;
}

function waitingIn(presses, { messages }) {
  const [from, to] = [messages[0].cmid, messages.at(-1).cmid];
  return Object.values(presses).filter(
    (one) => one.peerId === messages[0].peerId && one.cmid >= from && one.cmid <= to,
  );
}

/** Drawn anew only when something in it is new: thousands of messages cost nothing while one comes. */
class Chunk extends Component {
  shouldComponentUpdate(next) {
    const { messages, presses, before, me, zone, isChat, deeds } = this.props;
    return (
      me !== next.me ||
      zone !== next.zone ||
      isChat !== next.isChat ||
      deeds?.open !== next.deeds?.open ||
      deeds?.targets !== next.deeds?.targets ||
      before?.at !== next.before?.at ||
      !isSame(messages, next.messages) ||
      !isSame(presses, next.presses)
    );
  }

  render({ messages, before, me, zone, press, presses, isChat, deeds }) {
    const dayBefore = (i) => (i > 0 ? messages[i - 1] : before);
    return html`<div class="chunk">
      ${messages.flatMap((message, i) => {
        const day = dayOf(message.at, zone);
        const earlier = dayBefore(i);
        const isNewDay = earlier === undefined || dayOf(earlier.at, zone) !== day;
        return [
          isNewDay && html`<p class="day" key=${`day ${message.cmid}`}>${day}</p>`,
          html`<${Bubble} key=${message.cmid} isOwn=${message.from === me} ...${{ message, zone, press, presses, isChat, deeds }} />`,
        ];
      })}
    </div>`;
  }
}

function isSame(one, other) {
  return one.length === other.length && one.every((item, i) => item === other[i]);
}

/** The place above the oldest message: when it comes into sight, older ones are asked for. */
function Older({ box, first, loadOlder }) {
  const place = useRef(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && loadOlder(first), {
      root: box.current,
      rootMargin: AHEAD,
    });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [first]);
  return html`<p class="day" ref=${place}>Загружаю ранние сообщения…</p>`;
}

/** Arrow keys go from message to message; Enter opens what can be done with one, Escape closes it. */
function walkMessages(event, deeds) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const own = event.target.closest('.message');
  if (event.key === 'Escape' && deeds?.open !== undefined) {
    deeds.toggle(deeds.open);
    own?.focus();
  }
  if (event.target !== event.currentTarget && event.target !== own) return;
  if (event.key === 'Enter') own?.querySelector('.more-button')?.click();
  if (step === undefined) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll('.message')];
  const next = own === null ? all.at(-1) : all[all.indexOf(own) + step];
  next?.focus();
}

function Typing({ since }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    const timer = setTimeout(() => setOver(true), TYPING_MS);
    return () => clearTimeout(timer);
  }, [since]);
  if (since === undefined || isOver) return null;
  return html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> печатает…</p>`;
}
