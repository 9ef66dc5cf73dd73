import { type Button, labelOf } from '../keyboard.js';
import type { Person } from '../people.js';
import { isChatPeer, type Message } from '../types.js';
import type { LiveWorld } from './live.js';

const INVITE = /^https:\/\/vk\.me\/join\//;

/**
 * A button as the page shows it: the message that brought it, its place there, and its label. On a card of a carousel
 * the buttons are its rows.
 */
export type PressedButton = {
  readonly peerId: number;
  readonly cmid: number;
  readonly card?: number | undefined;
  readonly row: number;
  readonly column: number;
  readonly label: string;
  /** the message came from another person, who forwarded it */
  readonly handed?: boolean | undefined;
};

/** Why something cannot be done, for the person at the page; `undefined` when it was done. */
export type Refusal = string | undefined;

/**
 * Presses a button of any message, however old, as somebody. What comes of it arrives by the feed: a pressed callback
 * button waits for the bot there.
 */
export function press(live: LiveWorld, person: Person, pressed: PressedButton): Refusal {
  const { peerId } = pressed;
  if (pressed.handed !== true && !isIn(live, person, peerId)) return 'Этого человека нет в чате';
  const message = messageOf(live, person, pressed);
  const button = message && buttonOf(message, pressed);
  if (message === undefined || button === undefined || labelOf(button) !== pressed.label) {
    return 'Этой кнопки больше нет';
  }
  switch (button.action.type) {
    case 'text':
    case 'request_contact':
      person.pressText(button, isChatPeer(peerId) && pressed.handed !== true ? peerId : person.id);
      return undefined;
    case 'callback':
      pressCallback(live, person, message, button, pressed);
      return undefined;
    case 'open_link':
      openLink(live, person, button.action.link, pressed.handed === true ? person.id : peerId);
      return undefined;
    default:
      return 'Такие кнопки песочница не нажимает';
  }
}

/** Opens a link as a messenger would: an invite link leads into its chat, the bot's own into its dialog. */
export function openLink(live: LiveWorld, person: Person, link: string, peerId: number): void {
  const { world, feed } = live;
  const ref = refOf(link, person.world);
  if (ref !== undefined) {
    person.openRef(ref);
    return;
  }
  // VK's chats are entered by VK's people; from elsewhere the invitation is a page like any other.
  if (!INVITE.test(link) || person.world !== world.first) return live.opened(peerId, link);
  const chat = world.chats.byLink(link)?.peerId ?? null;
  const result = person.joinByLink(link);
  feed.publish({ type: 'opened', peerId, link, entered: { result, peerId: chat } });
}

/** Whether somebody may write and press in a conversation: anyone in dialogs, members in a chat. */
export function isIn(live: LiveWorld, person: Person, peerId: number): boolean {
  if (!isChatPeer(peerId)) return live.world.findPerson(peerId) !== undefined;
  return live.world.chats.byPeer(peerId)?.members.has(person.id) === true;
}

/**
 * Passes a message on: into a dialog with the bot or a chat, as a messenger's forwarding does, or to another person, whom the
 * bot does not see getting it.
 * @param to a chat's peer id, or whoever gets it; the person's own id stands for their dialog with the bot
 */
export function forward(live: LiveWorld, person: Person, message: Message, to: number): Refusal {
  if (to === person.id || isChatPeer(to)) {
    if (!isIn(live, person, to)) return 'Этого человека нет в чате';
    person.forward([message], '', to);
  } else {
    if (live.world.of(to) !== person.world) return 'Из одного мессенджера в другой не переслать';
    live.hand(to, person.id, person.world.passedOn(message));
  }
  return undefined;
}

function messageOf(live: LiveWorld, person: Person, pressed: PressedButton): Message | undefined {
  const { peerId, cmid, handed } = pressed;
  if (handed === true) {
    const given = live.handed(person.id);
    return given?.peerId === peerId && given.cmid === cmid ? given : undefined;
  }
  const conversation = live.world.conversation(peerId);
  return conversation.shown?.by.cmid === cmid ? conversation.shown.by : conversation.get(cmid);
}

function buttonOf({ keyboard, template }: Message, { card, row, column }: PressedButton): Button | undefined {
  if (card !== undefined) return template?.elements[card]?.buttons[row];
  return keyboard?.buttons[row]?.[column];
}

function pressCallback(
  live: LiveWorld,
  person: Person,
  message: Message,
  button: Button,
  pressed: PressedButton,
): void {
  const { world, feed } = live;
  const peerId = isChatPeer(message.peerId) ? message.peerId : person.id;
  const asked: string[] = [];
  const off = world.on((event) => {
    if (event.type === 'press') asked.push(event.eventId);
  });
  const answer = person.pressCallback(message, button);
  off();
  const [eventId = ''] = asked;
  const { label: _, ...place } = pressed;
  feed.publish({ type: 'press', eventId, userId: person.id, ...place });
  void answer.then((given) => {
    if (given === 'timeout') feed.publish({ type: 'answer', eventId, peerId, answer: { type: 'timeout' } });
    else if (given.type === 'open_link') openLink(live, person, given.link, peerId);
  });
}

/** The code in a link to the bot itself; undefined for any other link. */
function refOf(link: string, { messenger, screenName, botId }: Person['world']): string | undefined {
  const url = new URL(link);
  // VK knows a community by its number too.
  const names = messenger === 'vk' ? [screenName, `club${botId}`, `public${botId}`] : [screenName];
  if (!names.includes(url.pathname.slice(1))) return undefined;
  const isOurs = messenger === 'vk' ? /^(m\.)?vk\.me$/ : /^t\.me$/;
  if (!isOurs.test(url.hostname)) return undefined;
  return url.searchParams.get(messenger === 'vk' ? 'ref' : 'start') ?? undefined;
}
