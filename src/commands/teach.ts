import { lessons as texts } from '../texts/lessons.js';
import { pressed, toast, type Command } from './command.js';

/** «Начать сейчас»: the notice goes at once to everyone concerned, once, however often it is pressed. */
export const startLesson: Command = {
  name: 'start-lesson',
  async run({ account, input, now, deps }) {
    const asked = pressed(input, 'start-lesson');
    if (!asked) return undefined;
    const started = await deps.startLesson(account, asked.lesson, now);
    switch (started.kind) {
      case 'started':
        return toast(texts.startedNow(started.people));
      case 'already':
        return toast(texts.startedAlready(started.sent + started.pending));
      case 'over':
        return toast(texts.over());
      case 'cancelled':
        return toast(texts.cancelled());
      case 'not-remote':
        return toast(texts.notRemote());
      case 'too-early':
        return toast(texts.tooEarly());
      case 'not-yours':
        return toast(texts.notYourLesson());
    }
  },
};

/** «Ссылка»: asks for the call's address in its own dialog. */
export const setLink: Command = {
  name: 'set-link',
  async run({ account, input, deps }) {
    const asked = pressed(input, 'set-link');
    if (!asked) return undefined;
    const own = await deps.ownLesson(account, asked.lesson);
    if (own.kind === 'gone') return toast(texts.noSuchLesson());
    if (own.kind === 'not-yours') return toast(texts.notYourLesson());
    const { lesson } = own;
    return {
      enter: {
        scene: 'link',
        state: { lesson: lesson.id, subject: lesson.subject, given: lesson.link !== undefined },
      },
    };
  },
};
