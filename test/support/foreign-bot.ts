import http from 'node:http';
import type https from 'node:https';
import { Keyboard, VK } from 'vk-io';

/** vk-io's type asks for an https agent, though plain HTTP needs one of node:http, which has its options at run time. */
class PlainAgent extends http.Agent {
  declare readonly options: https.AgentOptions;
}

const CHAT = 2_000_000_000;
const MENU = Keyboard.keyboard([
  [Keyboard.textButton({ label: 'Расписание' }), Keyboard.textButton({ label: 'Карточки' })],
  [Keyboard.textButton({ label: 'Снимок' }), Keyboard.textButton({ label: 'Беседа' })],
]);
const ANSWERS = Keyboard.builder()
  .inline()
  .callbackButton({ label: 'Напомнить', payload: { wish: 'remind' } })
  .callbackButton({ label: 'Исправить', payload: { wish: 'edit' } });

/**
 * A bot as its author would write it from vk-io's own pages, knowing nothing of ours: it is only told another address.
 * @returns a function that stops it
 */
export async function startForeignBot(
  apiUrl: string,
  token: string,
  groupId: number,
): Promise<() => Promise<void>> {
  const vk = new VK({ token, apiBaseUrl: apiUrl, pollingGroupId: groupId, agent: new PlainAgent() });
  const { api, updates } = vk;
  updates.on('message_new', async (context) => {
    const { text = '', isChat } = context;
    if (isChat && text !== undefined && text !== '') await context.send(`В беседе написали: ${text}`);
    else if (text === 'Расписание') await context.send('Физика в 9:00', { keyboard: ANSWERS });
    else if (text === 'Снимок') await context.send({ message: 'Вот', attachment: 'photo-1_2' });
    else if (text === 'Карточки')
      await context.send({
        message: 'Предметы',
        template: JSON.stringify({
          type: 'carousel',
          elements: ['Физика', 'Химия'].map((title) => ({
            title,
            description: 'каб. 12',
            buttons: [{ action: { type: 'text', label: `Выбрать: ${title}`, payload: '{}' } }],
          })),
        }),
      });
    else if (text === 'Беседа') {
      const chat: { chat_id?: number } | number = await api.messages.createChat({ title: 'Ребята' });
      const id = typeof chat === 'number' ? chat : chat.chat_id;
      const { link } = await api.messages.getInviteLink({ peer_id: CHAT + (id ?? 0) });
      await context.send(`Заходите: ${link}`);
    } else await context.send('Здравствуйте', { keyboard: MENU });
  });
  updates.on('message_event', async (context) => {
    const { wish } = context.eventPayload ?? {};
    if (wish === 'remind') await context.answer({ type: 'show_snackbar', text: 'Напомню за час' });
    else
      await api.messages.edit({
        peer_id: context.peerId,
        cmid: context.conversationMessageId ?? 0,
        message: 'Физика в 11:00',
      });
  });
  await api.groups.setLongPollSettings({
    group_id: groupId,
    enabled: 1,
    api_version: '5.199',
    message_new: 1,
    message_event: 1,
  });
  await updates.start();
  return () => updates.stop();
}
