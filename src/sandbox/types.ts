import type { Carousel } from './carousel.js';
import type { Fault } from './faults.js';
import type { Json } from './json.js';
import type { Keyboard } from './keyboard.js';

/** The clock that the stand-in lives by, epoch milliseconds. */
export type Clock = { now(): number };

/** Peer ids from here on are chats: 2000000000 + chat_id, which is below a hundred million. */
export const CHAT_BASE = 2_000_000_000;
const CHATS_END = CHAT_BASE + 100_000_000;

/** True for a chat's peer id; people's numbers go on beyond them. */
export function isChatPeer(peerId: number): boolean {
  return peerId > CHAT_BASE && peerId < CHATS_END;
}

/** Whether the community may write to a person: only after they wrote or allowed it, until they deny it. */
export type Permission = 'yes' | 'no' | 'never-wrote';

/** An attachment in VK's own shape: `{type: 'photo', photo: {…}}`. */
export type Attachment = { readonly type: string; readonly [key: string]: Json | undefined };

/** A service message of a chat. */
export type ChatAction =
  | { readonly type: 'chat_invite_user_by_link' }
  | { readonly type: 'chat_kick_user'; readonly member_id: number };

/** A message of a conversation. Never changed in place: an edit puts a new object where the old one was. */
export type Message = {
  /** unique in this sandbox; over the wire it is 0 in chats, where VK's bots see conversation ids only */
  readonly id: number;
  /** conversation_message_id, counted from 1 in each conversation */
  readonly cmid: number;
  readonly peerId: number;
  /** a person's id, or minus the community's */
  readonly fromId: number;
  /** epoch milliseconds */
  readonly at: number;
  readonly text: string;
  readonly randomId: number;
  readonly attachments: readonly Attachment[];
  readonly forwarded: readonly Message[];
  readonly replyTo?: Message;
  readonly keyboard?: Keyboard | undefined;
  readonly template?: Carousel;
  readonly payload?: string;
  readonly action?: ChatAction;
  readonly ref?: string;
  readonly refSource?: string;
  /** what was on the text button that this message came of */
  readonly pressed?: string;
  /** epoch milliseconds */
  readonly editedAt?: number;
  readonly deleted?: true;
};

/** What a new message is made of; the conversation gives it its ids and time. */
export type Draft = Omit<Message, 'id' | 'cmid' | 'peerId' | 'at' | 'editedAt' | 'deleted'>;

/** The bot's answer to a pressed callback button; `silent` only stops the spinner. */
export type EventAnswer =
  | { readonly type: 'silent' }
  | { readonly type: 'show_snackbar'; readonly text: string }
  /** a window that waits to be closed: Telegram's alone */
  | { readonly type: 'alert'; readonly text: string }
  | { readonly type: 'open_link'; readonly link: string }
  | { readonly type: 'open_app'; readonly appId: number; readonly hash?: string };

/** An event as VK delivers it, by Long Poll and Callback alike. */
export type Update = {
  readonly group_id: number;
  readonly type: string;
  readonly event_id: string;
  readonly v: string;
  readonly object: Json;
};

/** An update as Telegram delivers it, by getUpdates and webhook alike: its number, and one member of its kind. */
export type TelegramUpdate = { readonly update_id: number; readonly [kind: string]: Json };

/** Where a message stands. */
export type MessagePlace = { readonly peerId: number; readonly cmid: number };

/** One call of the API, as the log keeps it; the token is never part of it. */
export type RequestRecord = {
  readonly number: number;
  readonly messenger: 'vk' | 'telegram';
  /** epoch milliseconds of the sandbox's clock */
  readonly at: number;
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  /** the whole body that was (or, when the reply was lost, would have been) answered; absent when none was */
  readonly answer?: Json;
  readonly tookMs: number;
  /** whose token it came with; absent where the token was not taken */
  readonly caller?: 'group' | 'user';
  /** where it was sent: the address without the query and the token */
  readonly address?: string;
  /** messages that the call wrote or changed */
  readonly made?: readonly MessagePlace[];
  /** messages that a remembered random_id gave back, so that no new ones were written */
  readonly repeated?: readonly MessagePlace[];
  /** of an `execute`: calls inside */
  readonly innerCalls?: number;
  /** how many calls of this token the last second holds, this one included */
  readonly inSecond?: number;
  /** set where a fault was played instead of, or on top of, the ordinary work */
  readonly fault?: string;
};

/** A press of a callback button, which waits for the bot's answer. */
export type Press = {
  readonly userId: number;
  /** where the bot hears of it */
  readonly peerId: number;
  readonly eventId: string;
  /** the message whose button it is; may be another person's */
  readonly message: Message;
  readonly label: string;
  /** what the bot put into the button; JSON in VK */
  readonly data: string | undefined;
};

/** What happened in the sandbox, for a page and for tests that wait. */
export type WorldEvent =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'edit'; readonly message: Message }
  | { readonly type: 'delete'; readonly message: Message }
  /** a send was recognised as a repeat of the one that wrote this message */
  | { readonly type: 'repeat'; readonly message: Message }
  | { readonly type: 'inner-call'; readonly method: string }
  | ({ readonly type: 'press' } & Press)
  | {
      readonly type: 'event-answer';
      readonly userId: number;
      readonly peerId: number;
      readonly eventId: string;
      readonly answer: EventAnswer;
    }
  | { readonly type: 'typing'; readonly peerId: number }
  | { readonly type: 'read'; readonly peerId: number }
  | { readonly type: 'chat'; readonly peerId: number; readonly change: 'created' | 'title' | 'link' }
  | {
      readonly type: 'chat-member';
      readonly peerId: number;
      readonly userId: number;
      readonly change: 'joined' | 'left' | 'kicked';
    }
  | { readonly type: 'person'; readonly userId: number }
  | { readonly type: 'permission'; readonly userId: number; readonly allowed: boolean }
  | { readonly type: 'fault'; readonly target: string; readonly times: number; readonly how: Fault }
  | {
      readonly type: 'update';
      readonly update: Update /** the bot wants events of this type */;
      readonly told: boolean;
    }
  | { readonly type: 'telegram-update'; readonly kind: string; readonly update: TelegramUpdate }
  | { readonly type: 'request'; readonly request: RequestRecord };
