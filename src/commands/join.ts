import { mainMenu } from '../texts/menus.js';
import { lessons as texts } from '../texts/lessons.js';
import { pressed, toast, type Command } from './command.js';

/** «Присоединиться с видео»: always an answer, a link only to those who may, and only while the lesson runs. */
export const join: Command = {
  name: 'join',
  async run({ account, input, now, place, deps }) {
    const asked = pressed(input, 'join');
    if (!asked) return undefined;
    const right = await deps.joinLesson(account, asked.lesson, now);
    switch (right.kind) {
      case 'open':
        return { reply: { link: right.link } };
      case 'unbound':
        return toast(texts.bindFirst());
      case 'forbidden':
        return toast(texts.notYours());
      case 'gone':
        return toast(texts.noSuchLesson());
      case 'before':
        return toast(texts.notStarted());
      case 'cancelled':
        return toast(texts.cancelled());
      case 'no-link':
        return toast(texts.noLink());
      case 'no-page':
        return toast(texts.noPage());
      case 'not-remote':
        return toast(texts.notRemote());
      case 'over':
        // The official way: «Звонок завершён», and the menu to go on with. A chat gets no menu of one person.
        return {
          reply: {
            toast: texts.over(),
            ...(place === 'private' && { message: { text: texts.overMenu(), keyboard: mainMenu() } }),
          },
        };
    }
  },
};
