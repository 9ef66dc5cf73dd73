import { bind, openInvite, shareContact, unbind } from './binding.js';
import { enterChat, listChats, meetChat } from './chats.js';
import type { Command } from './command.js';
import { fallback, staleButton, unreadable } from './fallback.js';
import { join } from './join.js';
import { askLessons, lessons } from './lessons.js';
import { settings } from './settings.js';
import { help, menu, start } from './start.js';
import { setLink, startLesson } from './teach.js';

/** Everything a person may say or press outside a dialog, in order of match; the fallback is last. */
export const commands: readonly Command[] = [
  openInvite,
  start,
  bind,
  unbind,
  join,
  startLesson,
  setLink,
  listChats,
  meetChat,
  enterChat,
  lessons,
  settings,
  help,
  menu,
  askLessons,
  shareContact,
  staleButton,
  unreadable,
  fallback,
];

/** Words that are answered in the middle of a dialog, which goes on after them. */
export const asides: readonly Command[] = [help];

/** Words that leave a dialog for what they name, as a press of the menu does. */
export const leavesDialog: readonly Command[] = [
  openInvite,
  start,
  bind,
  unbind,
  listChats,
  lessons,
  settings,
  menu,
];
