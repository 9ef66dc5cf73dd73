import type { Config } from '../config.js';
import { askTelegram } from './ask-telegram.js';

/** A link that opens the bot's dialog and brings a printed code along. */
export type BotLink = (code: string) => string;

/** As VK opens a community's dialog. */
export const vkLink =
  (community: string): BotLink =>
  (code) =>
    `https://vk.me/${encodeURIComponent(community)}?ref=${encodeURIComponent(code)}`;

/** The link of the bot on printed cards: VK's community, else the Telegram bot, if Telegram says its name. */
export async function botLinkOf({ channels: { vk, telegram } }: Config): Promise<BotLink | undefined> {
  if (vk.kind === 'on') return vkLink(vk.groupName);
  if (telegram.kind === 'off') return undefined;
  const bot = await askTelegram(telegram)().catch(() => undefined);
  if (bot?.kind !== 'bot') return undefined;
  return (code) => `https://t.me/${bot.name}?start=${encodeURIComponent(code)}`;
}
