import { createHash } from 'node:crypto';

/** A short stable id of a text: 16 characters of `A-Za-z0-9_-` (96 bits), enough for a button and against chance. */
export const shortId = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('base64url').slice(0, 16);
