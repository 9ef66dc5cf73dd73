import type { JoinResult } from '../chats.js';
import type { PlannedFault } from '../faults.js';
import type { Keyboard } from '../keyboard.js';
import type { PhoneText } from '../phone.js';
import type { EventAnswer, Permission } from '../types.js';
import type { WalkView } from './walk.js';

export type ButtonView = {
  readonly label: string;
  readonly type: Keyboard['buttons'][number][number]['action']['type'];
  readonly color: string;
};

/** A keyboard and the message that brought it, by which its buttons are pressed. */
export type KeyboardView = { readonly cmid: number; readonly rows: readonly (readonly ButtonView[])[] };

/** A card of a carousel; its buttons stand one below the other. */
export type CardView = {
  readonly title: string;
  readonly description: string;
  readonly hasPhoto: boolean;
  /** where a click on the card itself leads */
  readonly link: string | null;
  readonly buttons: readonly ButtonView[];
};

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
  readonly carousel: readonly CardView[];
  /** a service message of a chat: who came or went */
  readonly service: { readonly kind: 'joined' | 'left' | 'kicked'; readonly name: string } | null;
};

export type DialogView = {
  readonly messages: readonly MessageView[];
  /** whether there are older ones */
  readonly more: boolean;
  readonly keyboard: KeyboardView | null;
};

/** A message that somebody got from another person, outside the dialog with the bot. */
type HandedView = { readonly from: string; readonly message: MessageView };

export type PersonView = { readonly id: number; readonly name: string; readonly allowed: Permission };

export type ChatView = {
  readonly peerId: number;
  readonly title: string;
  readonly members: readonly { readonly id: number; readonly name: string }[];
};

/** Someone of the demo college: what a visitor needs in order to bind as them. */
export type DemoPerson = {
  readonly title: 'Студент' | 'Преподаватель' | 'Родитель' | 'Куратор';
  readonly fullName: string;
  /** as the college has it; absent where it has none */
  readonly birthDate?: string;
  readonly phone: string;
};

/** Who may sit in a pane: somebody of the college in this part, or a guest whom it does not know. */
export type Role = {
  readonly title: DemoPerson['title'] | 'Гость';
  readonly records: readonly DemoPerson[];
};

/** A pane: whose part is played in it, and the messenger's user who now sits there. */
export type PaneView = {
  readonly id: number;
  /** unlike that of any other pane */
  readonly title: string;
  readonly role: Role['title'];
  /** index of the role's `records`; a guest has none */
  readonly record: number;
  readonly messenger: 'vk' | 'telegram';
  readonly userId: number;
};

/** All that the page shows, at one position of the feed. */
export type StateView = {
  readonly position: string;
  readonly now: number;
  readonly zone: string;
  /** the college's clock runs a minute a second */
  readonly fast: boolean;
  readonly roles: readonly Role[];
  /** the messengers that a pane may be in */
  readonly messengers: readonly PaneView['messenger'][];
  readonly panes: readonly PaneView[];
  readonly people: readonly PersonView[];
  readonly dialogs: Readonly<Record<number, DialogView>>;
  readonly chats: readonly ChatView[];
  readonly phone: readonly PhoneText[];
  /** by user: what another person forwarded to them */
  readonly handed: Readonly<Record<number, HandedView>>;
  readonly walk: WalkView | null;
  /** where anybody's bot is to be pointed, when there is no college */
  readonly doors: Doors | null;
};

/** Addresses of the stand-ins: what a bot takes for VK's `https://api.vk.ru/method` and Telegram's `https://api.telegram.org`. */
export type Doors = { readonly vk: string; readonly telegram: string };

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
      readonly card?: number | undefined;
      readonly row: number;
      readonly column: number;
      readonly handed?: boolean | undefined;
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
      /** a new pane, or somebody else in one */
      readonly type: 'pane';
      readonly pane: PaneView;
      readonly person: PersonView;
      readonly dialog: DialogView;
    }
  | { readonly type: 'pane-closed'; readonly id: number }
  | { readonly type: 'handed'; readonly userId: number; readonly handed: HandedView | null }
  | { readonly type: 'phone'; readonly text: PhoneText }
  | { readonly type: 'walk'; readonly walk: WalkView }
  | {
      readonly type: 'clock';
      readonly now: number;
      readonly fast: boolean;
      /** it was moved, not only told */
      readonly jumped: boolean;
    };

/** Misfortunes that are planned or going on. */
export type FaultsView = {
  readonly planned: readonly (PlannedFault & { readonly messenger: StateView['messengers'][number] })[];
  /** a messenger with a Long Poll of VK's kind is here */
  readonly hasLongPoll: boolean;
  /** null where it can't be cut off */
  readonly database: { readonly backInMs: number } | null;
  /** null where the bot is not ours to start */
  readonly processes: readonly BotProcessView[] | null;
};

/** A process of the bot. */
export type BotProcessView = {
  readonly pid: number;
  /** the one that serves this page, and can't be killed from it */
  readonly isFirst: boolean;
  /** messengers whose updates it reads now */
  readonly listens: readonly string[];
  /** people whom it answered, and recipients whom it told of a lesson, since it began */
  readonly answered: number;
  readonly told: number;
};
