import { z } from 'zod';
import type { Reply } from '../src/domain/messages.js';
import { binding } from '../src/texts/binding.js';
import { buttons } from '../src/texts/buttons.js';
import { choices } from '../src/texts/menus.js';
import type { UnbindPerson } from '../src/usecases/unbind-person.js';
import { says, type Scene, type SceneContext } from './engine.js';

export interface UnbindDeps {
  unbindPerson: UnbindPerson;
  leave(context: SceneContext<unknown>, text: string): Promise<Reply>;
}

const unbindState = z.object({
  chats: z.number(),
  /** Other messengers in which the person is bound. */
  elsewhere: z.array(z.enum(['vk', 'telegram', 'max'])).default([]),
});
export type UnbindState = z.infer<typeof unbindState>;

/** «Отменить привязку…»: asked once, then done at once, with a receipt. */
export const unbindScene: Scene<UnbindState, UnbindDeps> = {
  id: 'unbind',
  first: 'sure',
  state: unbindState,
  cancelled: (context) => context.deps.leave(context, binding.kept()),
  steps: {
    sure: {
      ask: ({ chats, elsewhere }) => ({
        text: binding.askUnbind(chats, elsewhere),
        keyboard: choices(
          [
            ...(elsewhere.length === 0
              ? [[buttons.unbindSure, 'unbind', 'negative'] as const]
              : [
                  [buttons.unbindHere, 'unbind', 'negative'] as const,
                  [buttons.unbindEverywhere, 'unbind-all', 'negative'] as const,
                ]),
            [buttons.stay, 'stay'],
          ],
          false,
        ),
      }),
      answer: async (input, { elsewhere }, context) => {
        const word = input.kind === 'text' ? input.text.trim().toLowerCase() : undefined;
        if (says(input, buttons.stay, 'stay') || word === 'нет') {
          return { kind: 'done', reply: await context.deps.leave(context, binding.kept()) };
        }
        const everywhere = says(input, buttons.unbindEverywhere, 'unbind-all');
        const here = [buttons.unbindSure, buttons.unbindHere].some((label) => says(input, label, 'unbind'));
        // Where there are two ways «да» names neither.
        if (everywhere || here || (word === 'да' && elsewhere.length === 0)) {
          const receipt = await context.deps.unbindPerson(
            context.account,
            everywhere ? 'everywhere' : 'here',
          );
          return { kind: 'done', reply: await context.deps.leave(context, binding.unbound(receipt)) };
        }
        return { kind: 'again', note: binding.pressUnbind(elsewhere.length > 0) };
      },
    },
  },
};
