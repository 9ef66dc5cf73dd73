import { inflateRawSync } from 'node:zlib';
import { LIMITS } from './sheet.js';

/** A file inside an archive, still packed. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

export type ZipProblem = 'broken' | 'bomb';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

function centralDirectory(bytes: Buffer): Entry[] | undefined {
  const from = Math.max(0, bytes.length - 22 - 65_535);
  let end = bytes.length - 22;
  while (end >= from && bytes.readUInt32LE(end) !== END) end--;
  if (end < from) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries: Entry[] = [];
  for (let number = 0; number < count; number++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((shift) => bytes.readUInt16LE(at + shift));
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + (name ?? 0)),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function unpack(bytes: Buffer, entry: Entry): Buffer | ZipProblem {
  if (entry.offset + 30 > bytes.length || bytes.readUInt32LE(entry.offset) !== LOCAL) return 'broken';
  const start =
    entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
  const packed = bytes.subarray(start, start + entry.packed);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) return 'broken';
  try {
    // The size a directory states may be a lie: unpacking stops at it.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpacked) });
  } catch (error) {
    const lied = error instanceof RangeError;
    return lied ? 'bomb' : 'broken';
  }
}

/**
 * Unpacks the XML of an Office file, or says why not. Sizes are checked in the directory before anything is unpacked, and
 * held to while unpacking (bombs, lying sizes).
 */
export function unzipXml(bytes: Buffer): Map<string, Buffer> | ZipProblem {
  const entries = bytes.length > 22 ? centralDirectory(bytes) : undefined;
  if (!entries || entries.length === 0) return 'broken';
  const total = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (entries.length > 5_000 || total > LIMITS.unpackedBytes) return 'bomb';
  // Small files may pack well beyond the ratio; they harm nobody.
  if (total > 1024 * 1024 && total / bytes.length > LIMITS.packRatio) return 'bomb';
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if (!/\.(xml|rels)$/i.test(entry.name)) continue;
    const content = unpack(bytes, entry);
    if (typeof content === 'string') return content;
    files.set(entry.name, content);
  }
  return files;
}
