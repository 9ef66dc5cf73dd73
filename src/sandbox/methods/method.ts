import type { Json } from '../json.js';
import type { Params } from '../params.js';
import { VkError } from '../vk-error.js';
import type { VkWorld } from '../vk-world.js';

/** Whose token a call came with. */
export type Caller = 'group' | 'user';

/** What a method does: it reads its parameters, changes the world, gives the `response`. @throws VkError */
export type Method = (world: VkWorld, params: Params, caller: Caller) => Json;

/** Checks that a call is about the community whose token it came with. @throws VkError 15 for another's */
export function ownGroup(world: VkWorld, params: Params): void {
  if (params.requiredInt('group_id') !== world.groupId) throw new VkError(15, 'no rights in this group');
}
