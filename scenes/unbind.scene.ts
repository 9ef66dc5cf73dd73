import { z } from 'zod';
import type { Reply } from '../src/domain/messages.js';
import { binding } from '../src/texts/binding.js';
import { buttons } from '../src/texts/buttons.js';
import { choices } from '../src/texts/menus.js';
import type { UnbindPerson } from '../src/usecases/unbind-person.js';
import type { Scene, SceneContext } from './engine.js';

export interface UnbindDeps {
  unbindPerson: UnbindPerson;
  leave(context: SceneContext<unknown>, text: string): Promise<Reply>;
}

const unbindState = z.object({ chats: z.number() });
export type UnbindState = z.infer<typeof unbindState>;

/** «Отменить привязку…»: asked once, then done at once, with a receipt. */
export const unbindScene: Scene<UnbindState, UnbindDeps> = {
  id: 'unbind',
  first: 'sure',
  state: unbindState,
  cancelled: (context) => context.deps.leave(context, binding.kept()),
  steps: {
    sure: {
      ask: ({ chats }) => ({
        text: binding.askUnbind(chats),
        keyboard: choices(
          [
            [buttons.unbindSure, 'unbind', 'negative'],
            [buttons.stay, 'stay'],
          ],
          false,
        ),
      }),
      answer: async (input, _state, context) => {
        const word = input.kind === 'text' ? input.text.trim().toLowerCase() : undefined;
        const value = input.kind === 'press' && input.action.do === 'choose' ? input.action.value : undefined;
        if (value === 'stay' || word === buttons.stay.toLowerCase() || word === 'нет') {
          return { kind: 'done', reply: await context.deps.leave(context, binding.kept()) };
        }
        if (value === 'unbind' || word === buttons.unbindSure.toLowerCase() || word === 'да') {
          const receipt = await context.deps.unbindPerson(context.account);
          return { kind: 'done', reply: await context.deps.leave(context, binding.unbound(receipt)) };
        }
        return { kind: 'again', note: binding.pressUnbind() };
      },
    },
  },
};
