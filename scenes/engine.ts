import { z } from 'zod';
import type { Input, OutMessage, Reply } from '../src/domain/messages.js';
import type { AccountRef } from '../src/domain/people.js';
import { MINUTE, type Instant } from '../src/domain/time.js';
import { buttons } from '../src/texts/buttons.js';

/** A dialog left alone this long is over; the person is told at the next word. */
export const DIALOG_LIFE = 15 * MINUTE;

/** A dialog as kept in the session: JSON only, step names not numbers, so that a deploy may reorder steps. */
export const storedDialog = z
  .object({ scene: z.string(), step: z.string(), state: z.unknown(), touchedAt: z.number() })
  .readonly();
export type StoredDialog = z.infer<typeof storedDialog>;

export interface SceneContext<Deps> {
  readonly account: AccountRef;
  readonly now: Instant;
  readonly deps: Deps;
}

/** Where an answer leads. `note` is said before the next question, so that every step has one reply. */
export type Turn<State> =
  | { readonly kind: 'go'; readonly step: string; readonly state: State; readonly note?: string }
  | { readonly kind: 'again'; readonly note: string; readonly state?: State }
  | { readonly kind: 'done'; readonly reply: Reply };

export interface Step<State, Deps> {
  /** The question, from the state alone: a deploy or a «Назад» may ask it again. */
  ask(state: State): OutMessage;
  answer(input: Input, state: State, context: SceneContext<Deps>): Turn<State> | Promise<Turn<State>>;
  /** Where «Назад» leads, fixed or by the state; without it «Назад» ends the dialog. */
  readonly back?: string | ((state: State) => string);
}

export interface Scene<State, Deps> {
  readonly id: string;
  readonly first: string;
  /** Checks what the session kept; a state of an older release that no longer fits ends the dialog. */
  readonly state: z.ZodType<State>;
  readonly steps: Readonly<Record<string, Step<State, Deps>>>;
  /** What is said after «Отмена». */
  cancelled(context: SceneContext<Deps>): Reply | Promise<Reply>;
}

/** What a dialog answers, and what of it is to be kept; `dialog` absent = it is over. */
export interface Advanced {
  readonly reply: Reply;
  readonly dialog?: StoredDialog;
}

/** A scene with its state's type closed over, so that different scenes stand in one list. */
export interface RunnableScene<Deps> {
  readonly id: string;
  start(state: unknown, context: SceneContext<Deps>, note?: string): Advanced;
  /** Undefined when the stored step or state is not known any more. */
  advance(stored: StoredDialog, input: Input, context: SceneContext<Deps>): Promise<Advanced | undefined>;
}

const asked = (message: OutMessage, note?: string): Reply => ({
  message: note ? { ...message, text: `${note}\n\n${message.text}` } : message,
});

/** Whether somebody chose this: by the button that carries the value, or by typing the button's label. */
export const says = (input: Input, label: string, value: string): boolean =>
  (input.kind === 'press' && input.action.do === 'choose' && input.action.value === value) ||
  (input.kind === 'text' && input.text.trim().toLowerCase() === label.toLowerCase());

/** Makes a scene runnable: «Отмена» and «Назад» work at every step, any other input goes to the step's own `answer`. */
export function runnable<State, Deps>(scene: Scene<State, Deps>): RunnableScene<Deps> {
  const keep = (step: string, state: State, now: Instant): StoredDialog => ({
    scene: scene.id,
    step,
    state,
    touchedAt: now,
  });

  const go = (step: string, state: State, context: SceneContext<Deps>, note?: string): Advanced => {
    const next = scene.steps[step];
    if (!next) throw new Error(`Scene ${scene.id} has no step ${step}`);
    return { reply: asked(next.ask(state), note), dialog: keep(step, state, context.now) };
  };

  return {
    id: scene.id,

    start: (state, context, note) => go(scene.first, scene.state.parse(state), context, note),

    async advance(stored, input, context) {
      const step = scene.steps[stored.step];
      const parsed = scene.state.safeParse(stored.state);
      if (!step || !parsed.success) return undefined;
      const state = parsed.data;
      if (says(input, buttons.cancel, 'cancel')) return { reply: await scene.cancelled(context) };
      if (says(input, buttons.back, 'back')) {
        const back = typeof step.back === 'function' ? step.back(state) : step.back;
        return back ? go(back, state, context) : { reply: await scene.cancelled(context) };
      }
      const turn = await step.answer(input, state, context);
      switch (turn.kind) {
        case 'go':
          return go(turn.step, turn.state, context, turn.note);
        case 'again': {
          const kept = turn.state ?? state;
          const { keyboard } = step.ask(kept);
          return {
            reply: { message: { text: turn.note, ...(keyboard && { keyboard }) } },
            dialog: keep(stored.step, kept, context.now),
          };
        }
        case 'done':
          return { reply: turn.reply };
      }
    },
  };
}
