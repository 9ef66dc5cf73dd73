const ENTERING = {
  joined: 'Вы вошли в чат',
  'already-in': 'Вы уже в этом чате',
  kicked: 'Вас исключили из чата, по этой ссылке не войти',
  'link-invalid': 'Ссылка в чат больше не действует',
};

/** The page's state at the start: the sandbox's, and what only this page knows. */
export function beginWith(view) {
  return {
    ...view,
    clock: clockOf(view),
    people: Object.fromEntries(view.people.map((one) => [one.id, one])),
    /** pressed buttons that wait for the bot, by event id */
    presses: {},
    /** by peer: a snackbar, an opened link, since when the bot types */
    snackbars: {},
    cards: {},
    /** by peer: a window of the bot's that was not closed yet */
    alerts: {},
    typing: {},
    /** the chat that somebody entered last */
    entered: null,
    events: 0,
  };
}

/** The state after one event of the feed. */
export function apply(before, event) {
  const state = { ...before, events: before.events + 1 };
  const snackbar = (peer, text) => ({ ...state.snackbars, [peer]: { text, key: state.events } });
  switch (event.type) {
    case 'message':
      return withMessage(state, event);
    case 'typing':
      return { ...state, typing: { ...state.typing, [event.peerId]: state.events } };
    case 'press':
      return {
        ...state,
        presses: { ...state.presses, [event.eventId]: event },
        cards: without(state.cards, event.peerId),
      };
    case 'answer': {
      const presses = without(state.presses, event.eventId);
      const { answer, peerId } = event;
      if (answer.type === 'show_snackbar')
        return { ...state, presses, snackbars: snackbar(peerId, answer.text) };
      if (answer.type === 'alert')
        return { ...state, presses, alerts: { ...state.alerts, [peerId]: answer.text } };
      if (answer.type === 'timeout') {
        return { ...state, presses, snackbars: snackbar(peerId, 'Бот не ответил на нажатие за минуту') };
      }
      return { ...state, presses };
    }
    case 'opened': {
      const { peerId, link, entered } = event;
      if (entered === null)
        return { ...state, cards: { ...state.cards, [peerId]: { link, key: state.events } } };
      return {
        ...state,
        snackbars: snackbar(peerId, ENTERING[entered.result]),
        entered: entered.peerId ?? state.entered,
      };
    }
    case 'chat': {
      const others = state.chats.filter((chat) => chat.peerId !== event.chat.peerId);
      const chats = [...others, event.chat].sort((one, other) => one.peerId - other.peerId);
      return { ...state, chats };
    }
    case 'person':
      return { ...state, people: { ...state.people, [event.person.id]: event.person } };
    case 'pane': {
      const { pane, person, dialog } = event;
      const isNew = state.panes.every((one) => one.id !== pane.id);
      return {
        ...state,
        panes: isNew ? [...state.panes, pane] : state.panes.map((one) => (one.id === pane.id ? pane : one)),
        people: { ...state.people, [person.id]: person },
        dialogs: { ...state.dialogs, [person.id]: dialog },
      };
    }
    case 'pane-closed':
      return { ...state, panes: state.panes.filter((one) => one.id !== event.id) };
    case 'handed':
      return { ...state, handed: { ...state.handed, [event.userId]: event.handed } };
    case 'walk':
      return { ...state, walk: event.walk };
    case 'phone':
      return { ...state, phone: [...state.phone, event.text] };
    case 'clock':
      // What was said of a press before a jump is no longer true.
      return { ...state, snackbars: event.jumped ? {} : state.snackbars, clock: clockOf(event) };
    default:
      return state;
  }
}

/** The state after somebody closed an opened link or a window. */
export function closeCard(state, peerId) {
  return { ...state, cards: without(state.cards, peerId), alerts: without(state.alerts, peerId) };
}

/** The state with a dialog's older messages, as the server gave them. */
export function withOlder(state, peerId, { messages, more }) {
  const dialog = state.dialogs[peerId];
  const first = dialog?.messages[0]?.cmid ?? 0;
  const older = messages.filter((one) => one.cmid < first);
  if (dialog === undefined) return state;
  const next = { ...dialog, more, messages: [...older, ...dialog.messages] };
  return { ...state, dialogs: { ...state.dialogs, [peerId]: next } };
}

/** The college's moment now. @param clock as the state has it */
export function nowBy({ now, since, fast }) {
  return now + (performance.now() - since) * (fast ? 60 : 1);
}

function clockOf({ now, fast }) {
  return { now, fast, since: performance.now() };
}

function withMessage(state, { message, keyboard }) {
  const { peerId, cmid, deleted, from } = message;
  const { messages, more } = state.dialogs[peerId] ?? { messages: [], more: false };
  const isNew = cmid > (messages.at(-1)?.cmid ?? 0);
  // One that is older than what is loaded will come as it is now when it is scrolled to.
  const next = deleted
    ? messages.filter((one) => one.cmid !== cmid)
    : isNew
      ? [...messages, message]
      : messages.map((one) => (one.cmid === cmid ? message : one));
  const typing = from < 0 ? without(state.typing, peerId) : state.typing;
  return { ...state, typing, dialogs: { ...state.dialogs, [peerId]: { messages: next, more, keyboard } } };
}

function without(object, key) {
  const { [key]: _, ...rest } = object;
  return rest;
}
