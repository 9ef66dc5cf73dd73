import type { SceneId } from '../../scenes/index.js';
import type { Action, Input, OutMessage, Reply } from '../domain/messages.js';
import type { AccountRef } from '../domain/people.js';
import type { Instant, Zone } from '../domain/time.js';
import { buttons } from '../texts/buttons.js';
import { common } from '../texts/common.js';
import { mainMenu, strangerMenu } from '../texts/menus.js';
import type { ChangeSettings } from '../usecases/change-settings.js';
import type { EnterChat } from '../usecases/enter-chat.js';
import type { JoinLesson } from '../usecases/join-lesson.js';
import type { ListChats } from '../usecases/list-chats.js';
import type { GetOwnLesson } from '../usecases/set-lesson-link.js';
import type { StartLesson } from '../usecases/start-lesson.js';
import type { ViewLessons } from '../usecases/view-lessons.js';
import type { Member } from '../domain/member.js';

/** The use cases that commands speak for. */
export interface CommandDeps {
  readonly college: string;
  readonly zone: Zone;
  readonly whoIs: (account: AccountRef) => Promise<Member | undefined>;
  readonly listChats: ListChats;
  readonly enterChat: EnterChat;
  readonly enteredChats: (account: AccountRef) => Promise<string[]>;
  readonly viewLessons: ViewLessons;
  readonly joinLesson: JoinLesson;
  readonly startLesson: StartLesson;
  readonly ownLesson: GetOwnLesson;
  readonly settings: ChangeSettings;
  /** A button's short name of a chat. */
  readonly shortId: (text: string) => string;
}

export interface CommandContext {
  readonly account: AccountRef;
  readonly now: Instant;
  readonly input: Input;
  /** In a group's chat answers to presses are snackbars and links only: a message would be read by everyone. */
  readonly place: 'private' | 'chat';
  /** Who asks; undefined when the account is bound to nobody. */
  readonly member: Member | undefined;
  readonly deps: CommandDeps;
}

/** A dialog to be entered; its first question follows `note`. */
export interface Entrance {
  readonly scene: SceneId;
  readonly state: unknown;
  readonly note?: string;
}

export type CommandResult = { readonly reply: Reply } | { readonly enter: Entrance };

/** One thing a person may say or press outside a dialog. The first command that answers wins. */
export interface Command {
  readonly name: string;
  run(context: CommandContext): Promise<CommandResult | undefined> | CommandResult | undefined;
}

const asks = <Kind extends Action['do']>(
  action: Action,
  kind: Kind,
): action is Extract<Action, { do: Kind }> => action.do === kind;

/** The action pressed, if the input is a press of this kind. */
export const pressed = <Kind extends Action['do']>(
  input: Input,
  kind: Kind,
): Extract<Action, { do: Kind }> | undefined =>
  input.kind === 'press' && asks(input.action, kind) ? input.action : undefined;

/** Whether the text is one of these words, in any case and spacing, with or without a slash or final signs. */
export function isWord(input: Input, words: readonly string[]): boolean {
  if (input.kind !== 'text') return false;
  const clean = (text: string) =>
    text
      .toLowerCase()
      .replaceAll('ё', 'е')
      .replace(/[\s\u00a0]+/g, ' ')
      .replace(/^[/\s]+|[\s.!?)]+$/g, '');
  return words.some((word) => clean(word) === clean(input.text));
}

/** A message as the answer. */
export const say = (message: OutMessage): CommandResult => ({ reply: { message } });
/** A snackbar as the answer. */
export const toast = (text: string): CommandResult => ({ reply: { toast: text } });

/** A press that only a callback button makes shows its page in place of the old one. */
export const show = (context: CommandContext, message: OutMessage): CommandResult =>
  context.input.kind === 'press' && context.input.silent
    ? { reply: { edit: message } }
    : { reply: { message } };

/** The menu of whoever asks. */
export const menuOf = (context: CommandContext) => (context.member ? mainMenu() : strangerMenu());

/** Sections of someone not bound lead to binding. */
export const bindFirst = (): CommandResult =>
  say({
    text: common.bindFirst(),
    keyboard: {
      place: 'inline',
      rows: [[{ kind: 'say', label: buttons.bind, action: { do: 'bind' }, tone: 'primary' }]],
    },
  });
