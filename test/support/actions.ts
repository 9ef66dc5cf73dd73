import fc from 'fast-check';
import type { Action } from '../../src/domain/messages.js';
import { addDays } from '../../src/domain/time.js';

const id = fc.string({ minLength: 1, maxLength: 40 });
const day = fc.integer({ min: -4_000, max: 4_000 }).map((days) => addDays('2026-11-25', days));
const seen = fc.oneof(fc.record({ day }), fc.record({ day, who: id }));
const lessonWish = fc.constantFrom('lesson', 'join', 'start-lesson', 'set-link');
/** Any wish that a button may carry. */
export const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .constantFrom('start', 'menu', 'lessons', 'help', 'bind', 'settings', 'unbind')
    .map((wish): Action => ({ do: wish })),
  id.map((value): Action => ({ do: 'choose', value })),
  fc.nat(10_000).map((page): Action => ({ do: 'chats', page })),
  id.map((chat): Action => ({ do: 'meet-chat', chat })),
  id.map((chat): Action => ({ do: 'enter-chat', chat })),
  seen.map((where): Action => ({ do: 'day', ...where })),
  seen.map((where): Action => ({ do: 'week', ...where })),
  fc.tuple(lessonWish, id).map(([wish, lesson]): Action => ({ do: wish, lesson })),
  fc.constantFrom('all', 'vk', 'telegram').map((to): Action => ({ do: 'where', to })),
  fc.constant<Action>({ do: 'where' }),
  fc.boolean().map((on): Action => ({ do: 'notify', on })),
  fc.tuple(id, fc.boolean()).map(([child, on]): Action => ({ do: 'remind', child, on })),
);
