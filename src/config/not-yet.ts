import type { Config } from './types.js';

/** Settings that are understood and do nothing in this version: whoever gave them should not wait for their effect. */
export function notYet({ channels: { vk, max }, vkId, sgo, office }: Config): string[] {
  const given = {
    MAX_TOKEN: max.kind === 'on',
    VKID_CLIENT_ID: vkId.kind === 'on',
    SGO_URL: sgo.kind === 'on',
    OFFICE_TOKEN: office.kind === 'on',
    VK_USER_TOKEN: vk.kind === 'on' && vk.userToken !== undefined,
  };
  return Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}
