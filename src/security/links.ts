import { createHash } from 'node:crypto';
import { z } from 'zod';
import { JOIN_LINK_LIFE } from '../domain/lessons.js';
import { MINUTE, type Instant } from '../domain/time.js';
import type { JoinClaim } from '../ports.js';
import { sameMac, type Mac } from './keys.js';

/** How far the clocks of two processes may differ: one must read what the other has just signed. */
const CLOCK_SKEW = MINUTE;
const TOKEN_MAX = 512;

const payloadSchema = z.tuple([
  z.enum(['vk', 'telegram', 'max']),
  z.string().min(1),
  z.string().min(1),
  z.int().positive(),
]);

/** Names the key without telling anything of it, so that keys can be changed while links are out. */
const keyId = (mac: Mac): string =>
  createHash('sha256').update(mac('key id')).digest('base64url').slice(0, 4);

/** `v1.<key id>.<payload>.<mac>`, the last two base64url; the mac covers all that stands before it. */
export function signJoin(mac: Mac, { account, lessonId, until }: JoinClaim): string {
  const payload = JSON.stringify([account.channel, account.id, lessonId, until]);
  const signed = `v1.${keyId(mac)}.${Buffer.from(payload, 'utf8').toString('base64url')}`;
  return `${signed}.${mac(signed)}`;
}

/**
 * The claim of a token of ours that is still alive; nothing else is ever parsed. A life beyond `JOIN_LINK_LIFE` is
 * refused: only a mistake of ours could have signed it.
 */
export function readJoin(mac: Mac, token: string, now: Instant): JoinClaim | undefined {
  if (token.length > TOKEN_MAX) return undefined;
  const at = token.lastIndexOf('.');
  const signed = token.slice(0, Math.max(at, 0));
  if (!sameMac(mac(signed), token.slice(at + 1))) return undefined;
  const [version, key, body = ''] = signed.split('.');
  if (version !== 'v1' || key !== keyId(mac)) return undefined;
  const payload = payloadSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  if (!payload.success) return undefined;
  const [channel, id, lessonId, until] = payload.data;
  if (now >= until || until > now + JOIN_LINK_LIFE + CLOCK_SKEW) return undefined;
  return { account: { channel, id }, lessonId, until };
}
