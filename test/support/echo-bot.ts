import { z } from 'zod';

const event = z.object({
  type: z.string(),
  object: z.object({
    message: z
      .object({ peer_id: z.number(), text: z.string(), conversation_message_id: z.number() })
      .optional(),
    user_id: z.number().optional(),
    peer_id: z.number().optional(),
    event_id: z.string().optional(),
    conversation_message_id: z.number().optional(),
    payload: z.object({ do: z.string().optional() }).optional(),
  }),
});
const check = z.object({ ts: z.string(), updates: z.array(event) });
const server = z.object({ server: z.string(), key: z.string(), ts: z.string() });

type Action = {
  readonly type: string;
  readonly label: string;
  readonly link?: string;
  readonly payload?: string;
};

const callback = (label: string, what: string, color = 'secondary') => ({
  action: { type: 'callback', label, payload: JSON.stringify({ do: what }) } satisfies Action,
  color,
});
const text = (label: string, color = 'secondary') => ({
  action: { type: 'text', label, payload: '{}' },
  color,
});

const MENU = JSON.stringify({
  buttons: [
    [text('Занятия', 'primary'), text('Чаты')],
    [text('Код'), text('Настройки', 'negative')],
  ],
});
const INLINE = JSON.stringify({
  inline: true,
  buttons: [
    [callback('Всплыть', 'snackbar', 'primary'), callback('Открыть', 'link', 'positive')],
    [callback('Исправить', 'edit', 'negative'), callback('Молчать', 'nothing')],
    [{ action: { type: 'open_link', label: 'Сайт', link: 'https://example.org/page' } }],
  ],
});
const BELL = JSON.stringify({
  inline: true,
  buttons: [[callback('Присоединиться с видео', 'link', 'primary')]],
});
const CARDS = JSON.stringify({
  type: 'carousel',
  elements: ['Математика', 'Физика', 'История'].map((title) => ({
    title,
    description: 'Дистанционно, каб. 305',
    photo_id: '-1_1',
    action: { type: 'open_link', link: 'https://example.org/lesson' },
    buttons: [callback(`Всплыть: ${title}`, 'snackbar', 'primary'), text(`Выбрать ${title}`)],
  })),
});
const ENTER = JSON.stringify({ inline: true, buttons: [[callback('Войти', 'enter')]] });

/** A small bot that is not ours, over plain HTTP: enough to make every part of the page move. @returns what ends it */
export async function startEchoBot(apiUrl: string, token: string, sendCode: () => void): Promise<() => void> {
  const stopped = new AbortController();
  let random = 1;
  const call = async (method: string, params: Record<string, string | number>): Promise<unknown> => {
    const body = new URLSearchParams({ access_token: token, v: '5.199' });
    for (const [name, value] of Object.entries(params)) body.set(name, String(value));
    const ask = () => fetch(`${apiUrl}/${method}`, { method: 'POST', body });
    // A kept connection may be closed as it is used; what is sent again is known by its random_id.
    const response = await ask().catch(ask);
    return z.object({ response: z.unknown().optional() }).parse(await response.json()).response;
  };
  const send = (peer: number, message: string, keyboard: string) =>
    call('messages.send', { peer_id: peer, message, keyboard, random_id: random++ });
  const sendCards = (peer: number) =>
    call('messages.send', {
      peer_id: peer,
      message: 'Ваши предметы',
      template: CARDS,
      keyboard: MENU,
      random_id: random++,
    });
  let chat: Promise<unknown> | undefined;
  const invite = async (): Promise<string> => {
    chat ??= call('messages.createChat', { title: 'ИС-21. Группа' });
    const { chat_id: id } = z.object({ chat_id: z.number() }).parse(await chat);
    const found = await call('messages.getInviteLink', { peer_id: 2_000_000_000 + id });
    return z.object({ link: z.string() }).parse(found).link;
  };

  const hear = async ({ type, object }: z.infer<typeof event>): Promise<void> => {
    const { message, user_id: user = 0, peer_id: peer = 0, event_id: id = '' } = object;
    if (type === 'message_new' && message !== undefined) {
      const said = message.text.replace(/^\[.*?\]\s*/, '');
      if (said === 'Код') sendCode();
      if (said === 'Чаты') await send(message.peer_id, 'Ваши чаты', ENTER);
      else if (said === 'Занятия') await send(message.peer_id, 'Сегодня', INLINE);
      else if (said === 'Карточки') await sendCards(message.peer_id);
      else if (said === 'Подумай')
        await call('messages.setActivity', { peer_id: message.peer_id, type: 'typing' });
      else if (said === 'Звонок') await send(message.peer_id, 'Началось занятие: Математика', BELL);
      else if (said !== '') await send(message.peer_id, `Вы написали: ${said}`, MENU);
    } else if (type === 'message_event') {
      const answer = (data: object) =>
        call('messages.sendMessageEventAnswer', {
          event_id: id,
          user_id: user,
          peer_id: peer,
          event_data: JSON.stringify(data),
        });
      const wish = object.payload?.do;
      if (wish === 'snackbar')
        await answer({ type: 'show_snackbar', text: 'Дистанционное занятие еще не началось' });
      if (wish === 'link') await answer({ type: 'open_link', link: 'http://127.0.0.1:9/j/token' });
      if (wish === 'enter') await answer({ type: 'open_link', link: await invite() });
      if (wish === 'edit') {
        const cmid = object.conversation_message_id ?? 0;
        await call('messages.edit', { peer_id: peer, cmid, message: 'Завтра', keyboard: INLINE });
        await call('messages.sendMessageEventAnswer', { event_id: id, user_id: user, peer_id: peer });
      }
    }
  };
  await call('groups.setLongPollSettings', { group_id: 1, enabled: 1, message_new: 1, message_event: 1 });
  const { server: url, key, ts } = server.parse(await call('groups.getLongPollServer', { group_id: 1 }));
  const listen = async (from: string): Promise<void> => {
    for (let at = from; !stopped.signal.aborted; ) {
      const response = await fetch(`${url}?act=a_check&key=${key}&ts=${at}&wait=25`, {
        signal: stopped.signal,
      });
      const news = check.parse(await response.json());
      at = news.ts;
      for (const one of news.updates) await hear(one);
    }
  };
  listen(ts).catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });
  return () => stopped.abort();
}
