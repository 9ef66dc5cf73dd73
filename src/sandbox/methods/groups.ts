import type { Params } from '../params.js';
import { VkError } from '../vk-error.js';
import { type Method, ownGroup } from './method.js';

const TITLE_MAX = 14;
const SECRET_MAX = 50;
const SERVERS_MAX = 10;
/** the minor of the oldest 5.x whose events still have today's shape */
const OLDEST_MINOR = 103;

/** groups.getLongPollServer; where it lives is known to the HTTP side only. @param serverUrl address of a_check */
export function getLongPollServer(serverUrl: string): Method {
  return (world, params) => {
    ownGroup(world, params);
    if (!world.longPoll.enabled) throw new VkError(100, 'longpoll for this group is not enabled');
    return { server: serverUrl, ...world.longPoll.open() };
  };
}

const getLongPollSettings: Method = (world, params) => {
  ownGroup(world, params);
  const { settings, enabled } = world.longPoll;
  return { is_enabled: enabled, api_version: settings.apiVersion, events: settings.shown() };
};

const setLongPollSettings: Method = (world, params) => {
  ownGroup(world, params);
  checkVersion(params.text('api_version'));
  if (params.text('enabled') !== undefined) world.longPoll.enabled = params.flag('enabled');
  world.longPoll.settings.apply(params.raw);
  return 1;
};

const setSettings: Method = (world, params) => {
  ownGroup(world, params);
  if (params.text('bots_capabilities') !== undefined) world.botFeatures = params.flag('bots_capabilities');
  return 1;
};

/** groups.getTokenPermissions: a token that may write, and manage the community. */
const getTokenPermissions: Method = () => {
  const permissions = [
    { name: 'messages', setting: 4096 },
    { name: 'manage', setting: 262_144 },
  ];
  return { mask: permissions.reduce((sum, one) => sum + one.setting, 0), permissions };
};

const getCallbackConfirmationCode: Method = (world, params) => {
  ownGroup(world, params);
  return { code: world.callback.confirmationCode };
};

const getCallbackServers: Method = (world, params) => {
  ownGroup(world, params);
  const wanted = params.ints('server_ids');
  const servers = world.callback.servers().filter((one) => wanted === undefined || wanted.includes(one.id));
  const items = servers.map(({ id, title, url, secret, status }) => {
    return { id, title, creator_id: 1, url, secret_key: secret, status };
  });
  return { count: items.length, items };
};

const addCallbackServer: Method = (world, params) => {
  ownGroup(world, params);
  const { url, title, secret } = readServer(params);
  if (world.callback.servers().length >= SERVERS_MAX) throw new VkError(2000);
  return { server_id: world.callback.add(url, title, secret).id };
};

const editCallbackServer: Method = (world, params) => {
  ownGroup(world, params);
  const server = world.callback.get(params.requiredInt('server_id'));
  if (server === undefined) throw new VkError(104);
  Object.assign(server, readServer(params));
  void world.callback.confirm(server);
  return 1;
};

const deleteCallbackServer: Method = (world, params) => {
  ownGroup(world, params);
  if (!world.callback.remove(params.requiredInt('server_id'))) throw new VkError(104);
  return 1;
};

const setCallbackSettings: Method = (world, params) => {
  ownGroup(world, params);
  checkVersion(params.text('api_version'));
  const server = world.callback.get(params.int('server_id') ?? 0);
  if (server === undefined) throw new VkError(104);
  server.settings.apply(params.raw);
  return 1;
};

function readServer(params: Params) {
  const url = params.requiredText('url');
  const title = params.requiredText('title');
  const secret = params.text('secret_key') ?? '';
  if (!URL.canParse(url)) throw new VkError(100, 'url is invalid');
  if (title.length > TITLE_MAX) throw new VkError(100, 'title is too long');
  if (secret.length > SECRET_MAX || !/^\w*$/.test(secret)) throw new VkError(100, 'secret_key is invalid');
  return { url, title, secret };
}

function checkVersion(version: string | undefined): void {
  if (version === undefined) return;
  const found = /^5\.(\d{1,3})$/.exec(version);
  if (found === null || Number(found[1]) < OLDEST_MINOR) {
    throw new VkError(100, 'api_version is invalid');
  }
}

/** The methods about the community's own settings. */
export const groupMethods: Readonly<Record<string, Method>> = {
  'groups.getLongPollSettings': getLongPollSettings,
  'groups.setLongPollSettings': setLongPollSettings,
  'groups.setSettings': setSettings,
  'groups.getTokenPermissions': getTokenPermissions,
  'groups.getCallbackConfirmationCode': getCallbackConfirmationCode,
  'groups.getCallbackServers': getCallbackServers,
  'groups.addCallbackServer': addCallbackServer,
  'groups.editCallbackServer': editCallbackServer,
  'groups.deleteCallbackServer': deleteCallbackServer,
  'groups.setCallbackSettings': setCallbackSettings,
};
