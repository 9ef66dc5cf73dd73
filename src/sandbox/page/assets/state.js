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
    clock: { now: view.now, since: performance.now() },
    people: Object.fromEntries(view.people.map((one) => [one.id, one])),
    /** pressed buttons that wait for the bot, by event id */
    presses: {},
    /** by peer: a snackbar, an opened link, since when the bot types */
    snackbars: {},
    cards: {},
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
      return {
        ...state,
        panes: state.panes.map((one, index) => (index === event.index ? pane : one)),
        people: { ...state.people, [person.id]: person },
        dialogs: { ...state.dialogs, [person.id]: dialog },
      };
    }
    case 'phone':
      return { ...state, phone: [...state.phone, event.text] };
    case 'clock':
      // What was said of a press before the move is no longer true.
      return { ...state, snackbars: {}, clock: { now: event.now, since: performance.now() } };
    default:
      return state;
  }
}

/** The state after somebody closed an opened link. */
export function closeCard(state, peerId) {
  return { ...state, cards: without(state.cards, peerId) };
}

function withMessage(state, { message, keyboard }) {
  const { peerId, cmid, deleted, from } = message;
  const { messages } = state.dialogs[peerId] ?? { messages: [] };
  const isThere = messages.some((one) => one.cmid === cmid);
  const next = deleted
    ? messages.filter((one) => one.cmid !== cmid)
    : isThere
      ? messages.map((one) => (one.cmid === cmid ? message : one))
      : [...messages, message];
  const typing = from < 0 ? without(state.typing, peerId) : state.typing;
  return { ...state, typing, dialogs: { ...state.dialogs, [peerId]: { messages: next, keyboard } } };
}

function without(object, key) {
  const { [key]: _, ...rest } = object;
  return rest;
}
