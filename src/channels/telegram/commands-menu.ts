import { buttons } from '../../texts/buttons.js';
import type { TelegramCalls } from './calls.js';

/** What Telegram offers beside the text field; each is a word that the bot knows. */
const COMMANDS = [
  { command: 'start', description: buttons.begin },
  { command: 'menu', description: buttons.menu },
  { command: 'help', description: buttons.help },
];

/** Tells Telegram the bot's commands. Without them all works as well, so a refusal is only logged by the call. */
export async function offerCommands(calls: Pick<TelegramCalls, 'ask'>): Promise<void> {
  await calls.ask((raw) => raw.setMyCommands({ commands: COMMANDS }));
}
