import { reasons } from '../domain/import-reasons.js';

/** UTF-16 without a byte order mark: in Russian CSV nearly every other byte of the separators is zero. */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const head = bytes.subarray(0, 2_000);
  const zeros = (remainder: number) => head.filter((byte, at) => byte === 0 && at % 2 === remainder).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > head.length / 10 && even === 0) return 'utf-16le';
  if (even > head.length / 10 && odd === 0) return 'utf-16be';
  return undefined;
}

function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return guessUtf16(bytes) ?? 'utf-8';
}

/**
 * The text of a file: UTF-8 with or without a mark, UTF-16, else windows-1251 (what is no valid UTF-8 is that, in files of
 * Russian colleges). A file with zero bytes is no text: then the reason.
 */
export function decodeText(bytes: Uint8Array): { text: string } | { reason: string } {
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1251').decode(bytes);
  }
  return text.includes('\0') ? { reason: reasons.binaryText() } : { text: text.replace(/^\uFEFF/, '') };
}
