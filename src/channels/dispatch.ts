import { DIALOG_LIFE, type SceneContext, type StoredDialog } from '../../scenes/engine.js';
import { isScene, scenes, type SceneDeps } from '../../scenes/index.js';
import { asides, commands, leavesDialog } from '../commands/index.js';
import {
  menuOf,
  type Command,
  type CommandContext,
  type CommandDeps,
  type CommandResult,
} from '../commands/command.js';
import type { Input, Reply } from '../domain/messages.js';
import type { AccountRef } from '../domain/people.js';
import type { Instant } from '../domain/time.js';
import { common } from '../texts/common.js';

/** One input of one person, whatever the messenger. */
export interface Incoming {
  readonly account: AccountRef;
  readonly input: Input;
  readonly place: 'private' | 'chat';
  /** The dialog this person is in, as the session keeps it. */
  readonly dialog: StoredDialog | undefined;
  readonly now: Instant;
}

/** The one reply, and the dialog to be kept; absent = none. */
export interface Dispatched {
  readonly reply: Reply;
  readonly dialog: StoredDialog | undefined;
}

const headed = (reply: Reply, note: string): Reply =>
  reply.message
    ? { ...reply, message: { ...reply.message, text: `${note}\n\n${reply.message.text}` } }
    : reply;

/** Person + input → the scene they are in, or the first matching command → reply. Knows no messenger. */
export function createDispatch(deps: {
  commands: CommandDeps;
  scenes: SceneDeps;
  /** Somebody marked as out of reach has written: their settings were kept, notices go on. */
  cameBack: (account: AccountRef) => Promise<void>;
}) {
  const firstOf = async (
    some: readonly Command[],
    context: CommandContext,
  ): Promise<CommandResult | undefined> => {
    for (const command of some) {
      const result = await command.run(context);
      if (result) return result;
    }
    return undefined;
  };

  const runCommand = async (context: CommandContext): Promise<CommandResult> => {
    const result = await firstOf(commands, context);
    if (result) return result;
    throw new Error('The last command answers everything');
  };

  return async ({ account, input, place, dialog, now }: Incoming): Promise<Dispatched> => {
    const silent = input.kind === 'press' && input.silent;
    const member = await deps.commands.whoIs(account);
    if (place === 'private' && member?.bindings.some(({ reachable }) => !reachable))
      await deps.cameBack(account);
    const context: CommandContext = { account, now, input, place, member, deps: deps.commands };
    const sceneContext: SceneContext<SceneDeps> = { account, now, deps: deps.scenes };

    /** Snackbars and links answer silent presses only; a payload that came with a message is answered in words. */
    const audible = (reply: Reply): Reply =>
      silent || reply.message || reply.edit
        ? reply
        : { message: { text: reply.toast ?? common.pressInline(), keyboard: menuOf(context) } };

    const settle = (result: CommandResult, kept: StoredDialog | undefined): Dispatched => {
      if ('reply' in result) return { reply: audible(result.reply), dialog: kept };
      if (place === 'chat') return { reply: { toast: common.chatToast() }, dialog: undefined };
      const { scene, state, note } = result.enter;
      const entered = scenes[scene].start(state, sceneContext, note);
      return { reply: entered.reply, dialog: entered.dialog };
    };

    // In a chat everybody reads along: presses get snackbars and links, words are sent to the private dialog.
    if (place === 'chat') {
      if (!silent) return { reply: { message: { text: common.chatHint() } }, dialog: undefined };
      const { reply } = settle(await runCommand(context), undefined);
      const { toast, link } = reply;
      return {
        reply: link !== undefined ? { link } : { toast: toast ?? common.chatToast() },
        dialog: undefined,
      };
    }

    const late = dialog !== undefined && now - dialog.touchedAt > DIALOG_LIFE;
    if (dialog && !late) {
      const scene = isScene(dialog.scene) ? scenes[dialog.scene] : undefined;
      const chosen = input.kind === 'press' && input.action.do === 'choose';
      const aside = chosen ? undefined : await firstOf(asides, context);
      if (aside) return settle(aside, dialog);
      const leaving = chosen ? undefined : await firstOf(leavesDialog, context);
      if (leaving) return settle(leaving, undefined);
      // A callback button of an older message (join, a chat, a day) is answered without disturbing the dialog.
      if (input.kind === 'press' && !chosen) return settle(await runCommand(context), dialog);
      const advanced = scene ? await scene.advance(dialog, input, sceneContext) : undefined;
      if (advanced) return { reply: advanced.reply, dialog: advanced.dialog };
    }
    const result = settle(await runCommand(context), undefined);
    if (!late) return result;
    // Said at the next word: a snackbar or an edited page has no room for it, so the dialog waits for one that has.
    return result.reply.message
      ? { ...result, reply: headed(result.reply, common.dialogTimedOut()) }
      : { ...result, dialog };
  };
}

export type Dispatch = ReturnType<typeof createDispatch>;

/** What is said when something broke: a reference for the log and the person alike. */
export const brokenReply = (reference: string, silent: boolean): Reply =>
  silent ? { toast: common.failedToast() } : { message: { text: common.failed(reference) } };
