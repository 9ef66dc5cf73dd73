import type { Carousel } from '../carousel.js';
import type { Chat } from '../chats.js';
import type { Conversation, ShownKeyboard } from '../conversation.js';
import { type Button, type Keyboard, labelOf } from '../keyboard.js';
import type { Person } from '../people.js';
import type { Message } from '../types.js';
import type { Worlds } from '../worlds.js';
import type {
  ButtonView,
  CardView,
  ChatView,
  DialogView,
  KeyboardView,
  MessageView,
  PersonView,
} from './protocol.js';

type People = Pick<Worlds, 'findPerson'>;

/** So many messages a page gets at once. */
const AT_ONCE = 150;

/** Somebody, as the page shows them. */
export function viewPerson(person: Person): PersonView {
  return { id: person.id, name: nameOf(person.world, person.id), allowed: person.allowed };
}

/** A chat with its members; the community is none of them. */
export function viewChat(world: People, chat: Chat): ChatView {
  const members = [...chat.members.keys()].filter((id) => id > 0);
  return {
    peerId: chat.peerId,
    title: chat.title,
    members: members.map((id) => ({ id, name: nameOf(world, id) })),
  };
}

/** The newest messages of a conversation; the page asks for older ones when it comes to them. */
export function viewDialog(world: People, conversation: Conversation): DialogView {
  return { ...viewBefore(world, conversation, Infinity), keyboard: viewShown(conversation.shown) };
}

/** Messages older than the one with this number, as many as are shown at once, oldest first. */
export function viewBefore(
  world: People,
  { messages }: Conversation,
  cmid: number,
): Pick<DialogView, 'messages' | 'more'> {
  const visible = messages.filter((message) => message.cmid < cmid && message.deleted !== true);
  return {
    messages: visible.slice(-AT_ONCE).map((message) => viewMessage(world, message)),
    more: visible.length > AT_ONCE,
  };
}

/** The reply keyboard below the text field. */
export function viewShown(shown: ShownKeyboard | undefined): KeyboardView | null {
  return shown === undefined ? null : viewKeyboard(shown.by.cmid, shown.keyboard);
}

/** A message, as the page shows it. */
export function viewMessage(world: People, message: Message): MessageView {
  const { peerId, cmid, at, fromId, text, keyboard } = message;
  return {
    peerId,
    cmid,
    at,
    from: fromId,
    author: nameOf(world, fromId),
    text,
    edited: message.editedAt !== undefined,
    deleted: message.deleted === true,
    attachments: message.attachments.map((one) => one.type),
    forwarded: message.forwarded.map((one) => ({ author: nameOf(world, one.fromId), text: one.text })),
    keyboard: keyboard?.inline === true ? viewKeyboard(cmid, keyboard) : null,
    carousel: message.template?.elements.map(viewCard) ?? [],
    service: viewService(world, message),
  };
}

function viewService(world: People, { action, fromId }: Message): MessageView['service'] {
  if (action === undefined) return null;
  if (action.type === 'chat_invite_user_by_link') return { kind: 'joined', name: nameOf(world, fromId) };
  const name = nameOf(world, action.member_id);
  return { kind: action.member_id === fromId ? 'left' : 'kicked', name };
}

function viewKeyboard(cmid: number, { buttons }: Keyboard): KeyboardView {
  return { cmid, rows: buttons.map((row) => row.map(viewButton)) };
}

function viewButton(button: Button): ButtonView {
  return { label: labelOf(button), type: button.action.type, color: button.color ?? 'secondary' };
}

function viewCard({
  title,
  description,
  photo_id: photo,
  action,
  buttons,
}: Carousel['elements'][number]): CardView {
  return {
    title: title ?? '',
    description: description ?? '',
    hasPhoto: photo !== undefined,
    link: action?.type === 'open_link' ? action.link : null,
    buttons: buttons.map(viewButton),
  };
}

/** How the page calls somebody. */
export function nameOf(world: People, id: number): string {
  if (id < 0) return 'Бот';
  const person = world.findPerson(id);
  return person === undefined ? `id${id}` : `${person.firstName} ${person.lastName}`.trim();
}
