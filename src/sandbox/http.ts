import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from './json.js';

const BODY_MAX = 10 * 1024 * 1024;

/**
 * Reads a call's parameters: the query, and over it the body (form-urlencoded or multipart).
 * A JSON body is not read: VK does not support it either.
 * @returns `undefined` for a body that is too big or malformed
 */
export async function readParams(
  request: IncomingMessage,
  url: URL,
): Promise<Record<string, string> | undefined> {
  const params = Object.fromEntries(url.searchParams);
  if (request.method !== 'POST') return params;
  const body = await readBody(request);
  if (body === undefined) return undefined;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const form = await readMultipart(body, type);
    return form === undefined ? undefined : { ...params, ...form };
  }
  if (type.startsWith('application/json')) return params;
  return { ...params, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}

/** The text fields of a form; `undefined` for a malformed one. */
export async function readMultipart(body: Buffer, type: string): Promise<Record<string, string> | undefined> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const found: Record<string, string> = {};
    for (const [name, value] of form) if (typeof value === 'string') found[name] = value;
    return found;
  } catch {
    return undefined;
  }
}

/** A body as it came; `undefined` for one that is too big. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers with JSON; VK gives status 200 to errors too. */
export function sendJson(response: ServerResponse, body: Json, status = 200): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

/** Answers with a page in HTML, as a proxy before VK does when VK is not well. */
export function sendProxyPage(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(`<html><body><h1>${status}</h1></body></html>`);
}
