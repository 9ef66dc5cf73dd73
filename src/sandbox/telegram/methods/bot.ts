import { isJsonObject, type Json } from '../../json.js';
import type { Params } from '../params.js';
import { badRequest } from '../telegram-error.js';
import { wireBot, wireChat } from '../wire.js';
import { knownChat, type Method } from './method.js';

const COMMANDS_MAX = 100;
const DESCRIPTION_MAX = 256;

const getMe: Method = (world) => ({
  ...wireBot(world),
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  supports_guest_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
});

const getChat: Method = (world, params) => ({
  ...wireChat(world, knownChat(world, params)),
  accent_color_id: 0,
  max_reaction_count: 11,
  accepted_gift_types: {
    unlimited_gifts: true,
    limited_gifts: true,
    unique_gifts: true,
    premium_subscription: true,
    gifts_from_channels: true,
  },
});

const setMyCommands: Method = (world, params) => {
  world.commands = readCommands(params);
  return true;
};

const getMyCommands: Method = (world) => world.commands;

const deleteMyCommands: Method = (world) => {
  world.commands = [];
  return true;
};

/** Methods that change what the sandbox does not show. */
const accepted: Method = () => true;

export const botMethods: Readonly<Record<string, Method>> = {
  getMe,
  getChat,
  setMyCommands,
  getMyCommands,
  deleteMyCommands,
  setMyName: accepted,
  setMyDescription: accepted,
  setMyShortDescription: accepted,
  setChatMenuButton: accepted,
};

function readCommands(params: Params): { command: string; description: string }[] {
  const value = params.json('commands', 'commands') ?? [];
  if (!Array.isArray(value)) throw badRequest('expected an Array of BotCommand');
  if (value.length > COMMANDS_MAX) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return value.map(readCommand);
}

function readCommand(value: Json): { command: string; description: string } {
  const fail = (why: string) => badRequest(`can't parse BotCommand: ${why}`);
  if (!isJsonObject(value)) throw fail('expected an Object');
  const { command, description } = value;
  if (typeof command !== 'string') throw fail(`Can't find field "command"`);
  if (typeof description !== 'string') throw fail(`Can't find field "description"`);
  if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  if (description === '' || description.length > DESCRIPTION_MAX)
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  return { command: command.replace('/', ''), description };
}
