import type { Json } from '../json.js';
import type { Person } from '../people.js';
import { VkError } from '../vk-error.js';
import type { VkWorld } from '../vk-world.js';
import type { Method } from './method.js';

const USERS_MAX = 1000;

/** A person in the shape of users.get. */
export function wirePerson(person: Person): Json {
  return {
    id: person.id,
    first_name: person.firstName,
    last_name: person.lastName,
    can_access_closed: true,
    is_closed: false,
    screen_name: `id${person.id}`,
  };
}

/** The community in the shape of groups.getById. */
export function wireGroup(world: VkWorld): Json {
  return {
    id: world.groupId,
    name: 'Колледж',
    screen_name: world.screenName,
    is_closed: 0,
    type: 'group',
  };
}

const usersGet: Method = (world, params) => {
  const asked = (params.text('user_ids') ?? '').split(',').filter((one) => one !== '');
  if (asked.length > USERS_MAX) throw new VkError(100, 'user_ids should contain no more than 1000 items');
  const people = asked.map((one) => world.findPerson(Number(one.trim().replace(/^id/, ''))));
  return people.filter((one) => one !== undefined).map(wirePerson);
};

const groupsGetById: Method = (world, params) => {
  const asked = (params.text('group_ids') ?? params.text('group_id') ?? String(world.groupId)).split(',');
  const own = asked.some((one) => one === String(world.groupId) || one === world.screenName);
  return { groups: own ? [wireGroup(world)] : [], profiles: [] };
};

/** utils.resolveScreenName: an empty list where nobody has the name, as VK answers. */
const resolveScreenName: Method = (world, params) => {
  const name = params.requiredText('screen_name');
  if (name === world.screenName) return { object_id: world.groupId, group_id: world.groupId, type: 'group' };
  const person = world.findPerson(Number(name.replace(/^id/, '')));
  return person === undefined ? [] : { object_id: person.id, type: 'user' };
};

/** Who is who. */
export const profileMethods: Readonly<Record<string, Method>> = {
  'users.get': usersGet,
  'groups.getById': groupsGetById,
  'utils.resolveScreenName': resolveScreenName,
};
