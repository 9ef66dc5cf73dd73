import { createHash } from 'node:crypto';

const INT31 = 0x7fff_ffff;

/**
 * The `random_id` of a notice: an int32 that is never 0 (VK reads 0 as «don't compare»), the same for all its batches
 * and every retry. VK compares it within one dialog for an hour, so a repeat reaches nobody twice.
 */
export function randomIdOf(noticeKey: string): number {
  return createHash('sha256').update(noticeKey).digest().readUInt32BE(0) & INT31 || 1;
}
