import type { Chat, JoinResult } from '../chats.js';
import type { Conversation, ShownKeyboard } from '../conversation.js';
import { type Keyboard, labelOf } from '../keyboard.js';
import type { Person } from '../people.js';
import type { PhoneText } from '../phone.js';
import type { EventAnswer, Message, Permission } from '../types.js';
import type { World } from '../world.js';

/** A long dialog is shown from here on; what is older stays in the sandbox. */
const SHOWN = 500;

export type ButtonView = {
  readonly label: string;
  readonly type: Keyboard['buttons'][number][number]['action']['type'];
  readonly color: string;
};

/** A keyboard and the message that brought it, by which its buttons are pressed. */
export type KeyboardView = { readonly cmid: number; readonly rows: readonly (readonly ButtonView[])[] };

export type MessageView = {
  readonly peerId: number;
  readonly cmid: number;
  readonly at: number;
  /** a person's id, or minus the community's */
  readonly from: number;
  readonly author: string;
  readonly text: string;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** types of what is attached: «sticker», «photo», … */
  readonly attachments: readonly string[];
  readonly forwarded: readonly { readonly author: string; readonly text: string }[];
  readonly keyboard: KeyboardView | null;
  /** a service message of a chat: who came or went */
  readonly service: { readonly kind: 'joined' | 'left' | 'kicked'; readonly name: string } | null;
};

export type DialogView = {
  readonly messages: readonly MessageView[];
  readonly keyboard: KeyboardView | null;
};

export type PersonView = { readonly id: number; readonly name: string; readonly allowed: Permission };

export type ChatView = {
  readonly peerId: number;
  readonly title: string;
  readonly members: readonly { readonly id: number; readonly name: string }[];
};

/** Someone of the demo college: what a visitor needs in order to bind as them. */
export type DemoPerson = {
  readonly title: 'Студент' | 'Преподаватель' | 'Родитель';
  readonly fullName: string;
  /** as the college has it; absent where it has none */
  readonly birthDate?: string;
  readonly phone: string;
};

/** A pane of a role: its people, which of them the visitor is, and the messenger's user who now sits there. */
export type PaneView = {
  readonly title: DemoPerson['title'];
  readonly records: readonly DemoPerson[];
  /** index of `records` */
  readonly record: number;
  readonly userId: number;
};

/** All that the page shows, at one position of the feed. */
export type StateView = {
  readonly position: string;
  readonly now: number;
  readonly zone: string;
  readonly panes: readonly PaneView[];
  readonly people: readonly PersonView[];
  readonly dialogs: Readonly<Record<number, DialogView>>;
  readonly chats: readonly ChatView[];
  readonly phone: readonly PhoneText[];
};

/** What changed. */
export type PageEvent =
  | { readonly type: 'message'; readonly message: MessageView; readonly keyboard: KeyboardView | null }
  | { readonly type: 'typing'; readonly peerId: number }
  | {
      readonly type: 'press';
      readonly eventId: string;
      readonly userId: number;
      readonly peerId: number;
      readonly cmid: number;
      readonly row: number;
      readonly column: number;
    }
  | {
      readonly type: 'answer';
      readonly eventId: string;
      readonly peerId: number;
      readonly answer: EventAnswer | { readonly type: 'timeout' };
    }
  | {
      readonly type: 'opened';
      /** where it was pressed: the person's dialog or a chat */
      readonly peerId: number;
      readonly link: string;
      /** for an invite link: the chat it led to, if it is any chat's, and how entering ended */
      readonly entered: { readonly result: JoinResult; readonly peerId: number | null } | null;
    }
  | { readonly type: 'chat'; readonly chat: ChatView }
  | { readonly type: 'person'; readonly person: PersonView }
  | {
      readonly type: 'pane';
      readonly index: number;
      readonly pane: PaneView;
      readonly person: PersonView;
      readonly dialog: DialogView;
    }
  | { readonly type: 'phone'; readonly text: PhoneText }
  | { readonly type: 'clock'; readonly now: number };

export function viewPerson(person: Person): PersonView {
  return { id: person.id, name: nameOf(person.world, person.id), allowed: person.allowed };
}

export function viewChat(world: World, chat: Chat): ChatView {
  const members = [...chat.members.keys()].filter((id) => id > 0);
  return {
    peerId: chat.peerId,
    title: chat.title,
    members: members.map((id) => ({ id, name: nameOf(world, id) })),
  };
}

export function viewDialog(world: World, { messages, shown }: Conversation): DialogView {
  const visible = messages.filter((message) => message.deleted !== true).slice(-SHOWN);
  return {
    messages: visible.map((message) => viewMessage(world, message)),
    keyboard: viewShown(shown),
  };
}

/** The reply keyboard below the text field. */
export function viewShown(shown: ShownKeyboard | undefined): KeyboardView | null {
  return shown === undefined ? null : viewKeyboard(shown.by.cmid, shown.keyboard);
}

export function viewMessage(world: World, message: Message): MessageView {
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
    attachments: [
      ...message.attachments.map((one) => one.type),
      ...(message.template === undefined ? [] : ['carousel']),
    ],
    forwarded: message.forwarded.map((one) => ({ author: nameOf(world, one.fromId), text: one.text })),
    keyboard: keyboard?.inline === true ? viewKeyboard(cmid, keyboard) : null,
    service: viewService(world, message),
  };
}

function viewService(world: World, { action, fromId }: Message): MessageView['service'] {
  if (action === undefined) return null;
  if (action.type === 'chat_invite_user_by_link') return { kind: 'joined', name: nameOf(world, fromId) };
  const name = nameOf(world, action.member_id);
  return { kind: action.member_id === fromId ? 'left' : 'kicked', name };
}

function viewKeyboard(cmid: number, { buttons }: Keyboard): KeyboardView {
  const rows = buttons.map((row) =>
    row.map((button) => ({
      label: labelOf(button),
      type: button.action.type,
      color: button.color ?? 'secondary',
    })),
  );
  return { cmid, rows };
}

function nameOf(world: World, id: number): string {
  if (id < 0) return 'Бот';
  const person = world.findPerson(id);
  return person === undefined ? `id${id}` : `${person.firstName} ${person.lastName}`.trim();
}
