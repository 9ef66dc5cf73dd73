import { z } from 'zod';
import { linkProblem } from '../src/domain/lessons.js';
import type { Reply } from '../src/domain/messages.js';
import { common } from '../src/texts/common.js';
import { lessons } from '../src/texts/lessons.js';
import { choices } from '../src/texts/menus.js';
import type { SetLessonLink } from '../src/usecases/set-lesson-link.js';
import type { Scene, SceneContext } from './engine.js';

export interface LinkDeps {
  setLessonLink: SetLessonLink;
  callHosts: readonly string[];
  /** The lesson's card, headed by a sentence. */
  lessonCard(context: SceneContext<unknown>, lessonId: string, note: string): Promise<Reply>;
  leave(context: SceneContext<unknown>, text: string): Promise<Reply>;
}

const linkState = z.object({ lesson: z.string(), subject: z.string(), given: z.boolean() });
export type LinkState = z.infer<typeof linkState>;

/** People paste whole invitations: the first address of an allowed host counts, else the first of all, else the words. */
function linkIn(text: string, hosts: readonly string[]): string {
  const links = [...text.matchAll(/https?:\/\/[^\s<>«»"]+/gi)].map(([link]) =>
    link.replace(/[.,;:!?)\]'…]+$/, ''),
  );
  return links.find((link) => !linkProblem(link, hosts)) ?? links[0] ?? text.trim();
}

/** «Ссылка»: the teacher gives or replaces the call of one lesson. */
export const linkScene: Scene<LinkState, LinkDeps> = {
  id: 'link',
  first: 'link',
  state: linkState,
  cancelled: (context) => context.deps.leave(context, common.cancelled()),
  steps: {
    link: {
      ask: ({ subject, given }) => ({ text: lessons.askLink(subject, given), keyboard: choices([], false) }),
      answer: async (input, state, context) => {
        const link = input.kind === 'text' ? linkIn(input.text, context.deps.callHosts) : '';
        const result = await context.deps.setLessonLink(context.account, state.lesson, link);
        switch (result.kind) {
          case 'saved':
            return {
              kind: 'done',
              reply: await context.deps.lessonCard(context, state.lesson, lessons.linkSaved()),
            };
          case 'bad':
            return { kind: 'again', note: lessons.badLink[result.problem](context.deps.callHosts) };
          case 'gone':
            return { kind: 'done', reply: await context.deps.leave(context, lessons.noSuchLesson()) };
          case 'not-yours':
            return { kind: 'done', reply: await context.deps.leave(context, lessons.notYourLesson()) };
        }
      },
    },
  },
};
