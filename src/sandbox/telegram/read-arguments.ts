import type { IncomingMessage } from 'node:http';
import { readBody, readMultipart } from '../http.js';
import { isJsonObject, parseJson } from '../json.js';

/**
 * Reads a call's arguments: the query, and over it the body, as JSON, form-urlencoded or multipart. Numbers, flags, arrays and
 * objects of a JSON body count as their text; null counts as absent.
 * @returns `undefined` for a body that is too big or malformed
 */
export async function readArguments(
  request: IncomingMessage,
  url: URL,
): Promise<Record<string, string> | undefined> {
  const found = Object.fromEntries(url.searchParams);
  if (request.method !== 'POST') return found;
  const body = await readBody(request);
  if (body === undefined) return undefined;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const form = await readMultipart(body, type);
    return form && { ...found, ...form };
  }
  if (!type.startsWith('application/json'))
    return { ...found, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
  if (body.length === 0) return found;
  const json = parseJson(body.toString('utf8'));
  if (!isJsonObject(json)) return undefined;
  for (const [name, value] of Object.entries(json))
    if (value !== null && value !== undefined)
      found[name] = typeof value === 'string' ? value : JSON.stringify(value);
  return found;
}
