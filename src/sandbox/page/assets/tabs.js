import { html, useEffect, useState } from './vendor.js';

/**
 * On a narrow screen one pane at a time; a tab says how many messages its pane got since it was last open.
 * @param tabs `{id, title, numbers}`: numbers of the messages that count as new, growing
 */
export function Tabs({ tabs, shown, setOpen }) {
  const [seen, setSeen] = useState({});
  const lastOf = ({ numbers }) => numbers.at(-1) ?? 0;
  // What was there at the first sight of a pane is not news; what the open one gets is read at once.
  const now = Object.fromEntries(
    tabs.map((tab) => [tab.id, tab.id === shown || seen[tab.id] === undefined ? lastOf(tab) : seen[tab.id]]),
  );
  useEffect(() => {
    if (tabs.some(({ id }) => now[id] !== seen[id])) setSeen(now);
  });
  const onKeyDown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex(({ id }) => id === shown);
    const next = (at + step + tabs.length) % tabs.length;
    setOpen(tabs[next].id);
    event.currentTarget.children[next].focus();
  };
  return html`<nav aria-label="Выбор панели"><div class="tabs" role="tablist" aria-label="Панели" onKeyDown=${onKeyDown}>
    ${tabs.map((tab) => {
      const { id, title, numbers } = tab;
      const unread = numbers.filter((number) => number > now[id]).length;
      return html`<button
        key=${id}
        role="tab"
        aria-selected=${String(id === shown)}
        aria-label=${unread > 0 ? `${title}, новых: ${unread}` : undefined}
        tabindex=${id === shown ? 0 : -1}
        onClick=${() => setOpen(id)}
      >
        ${title}${unread > 0 && html`<span class="unread">${unread}</span>`}
      </button>`;
    })}
  </div></nav>`;
}
