import { capabilities } from '../domain/capabilities.js';
import type { ChatSpec } from '../domain/chats.js';
import type { Button, Keyboard } from '../domain/messages.js';
import { buttons } from '../texts/buttons.js';
import { chats as texts } from '../texts/chats.js';
import { lessons } from '../texts/lessons.js';
import { bindFirst, isWord, pressed, show, toast, type Command, type CommandContext } from './command.js';

/** Four chats, a row of pages and the way out fill the six rows that VK gives a message. */
const PAGE = 4;

const unbindRow: Button[] = [{ kind: 'say', label: buttons.unbind, action: { do: 'unbind' } }];

function pageRow(page: number, pages: number): Button[] {
  const to = (label: string, target: number): Button => ({
    kind: 'press',
    label,
    action: { do: 'chats', page: target },
  });
  return [
    ...(page > 0 ? [to(buttons.pageBefore, page - 1)] : []),
    ...(page < pages - 1 ? [to(buttons.pageAfter, page + 1)] : []),
  ];
}

/** «Чаты»: what the person belongs to, by pages. */
export const listChats: Command = {
  name: 'list-chats',
  async run(context) {
    const asked = pressed(context.input, 'chats');
    if (!asked && !isWord(context.input, [buttons.chats, 'мои чаты', 'чат'])) return undefined;
    if (!context.member) return bindFirst();
    const all = await context.deps.listChats(context.member);
    const here = capabilities[context.account.channel].chats;
    if (all.length === 0)
      return show(context, {
        text: here ? texts.none() : texts.elsewhere(),
        keyboard: { place: 'inline', rows: [unbindRow] },
      });
    const pages = Math.ceil(all.length / PAGE);
    const page = Math.min(Math.max(asked?.page ?? 0, 0), pages - 1);
    const shown = all.slice(page * PAGE, (page + 1) * PAGE);
    const row = pageRow(page, pages);
    const keyboard: Keyboard = {
      place: 'inline',
      rows: [
        ...shown.map((chat): Button[] => [
          {
            kind: 'press',
            label: texts.label(chat),
            action: { do: 'meet-chat', chat: context.deps.shortId(chat.key) },
          },
        ]),
        ...(row.length > 0 ? [row] : []),
        unbindRow,
      ],
    };
    return show(context, { text: texts.list(all.length, page, pages, shown.map(texts.name)), keyboard });
  },
};

async function ownChat(context: CommandContext, id: string): Promise<ChatSpec | undefined> {
  const all = context.member ? await context.deps.listChats(context.member) : [];
  return all.find(({ key }) => context.deps.shortId(key) === id);
}

const backRow: Button[] = [{ kind: 'press', label: buttons.back, action: { do: 'chats', page: 0 } }];

const enterRow = (label: string, id: string): Button[] => [
  { kind: 'press', label, action: { do: 'enter-chat', chat: id }, tone: 'primary' },
];

/** One chat's card: «Войти в Сферум» with what happens, the first time; «Перейти в VK Мессенджер» later. */
export const meetChat: Command = {
  name: 'meet-chat',
  async run(context) {
    const asked = pressed(context.input, 'meet-chat');
    if (!asked) return undefined;
    if (!context.member) return toast(lessons.bindFirst());
    const chat = await ownChat(context, asked.chat);
    if (!chat) return toast(texts.notYours());
    const before = (await context.deps.enteredChats(context.account)).includes(chat.key);
    const here = capabilities[context.account.channel].chats;
    return show(context, {
      text: [
        before ? texts.card(texts.name(chat)) : texts.firstTime(texts.name(chat)),
        ...(here ? [] : [texts.needsAccountThere()]),
      ].join('\n'),
      keyboard: {
        place: 'inline',
        rows: [enterRow(before ? buttons.enterChat : buttons.enterSferum, asked.chat), backRow],
      },
    });
  },
};

/** Opens a chat by its current invite link; the chat is made first if nobody needed it before. */
export const enterChat: Command = {
  name: 'enter-chat',
  async run(context) {
    const asked = pressed(context.input, 'enter-chat');
    if (!asked) return undefined;
    if (!context.member) return toast(lessons.bindFirst());
    const chat = await ownChat(context, asked.chat);
    if (!chat) return toast(texts.notYours());
    const entered = await context.deps.enterChat(context.account, chat);
    switch (entered.kind) {
      case 'busy':
        return toast(texts.making());
      case 'unavailable':
        return toast(texts.unavailable());
      case 'link':
        // From now on the card is the ordinary one: the first time is over.
        return {
          reply: {
            link: entered.link,
            edit: {
              text: texts.card(texts.name(chat)),
              keyboard: { place: 'inline', rows: [enterRow(buttons.enterChat, asked.chat), backRow] },
            },
          },
        };
    }
  },
};
