export type ReadBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' | 'too-slow' | 'not-text' };

/**
 * A request's body as UTF-8 text, read no further than `maxBytes` and no longer than `withinMs` in all, however it
 * trickles. The rest of a body given up is left to the server, which closes the connection after the answer.
 */
export async function readBody(request: Request, maxBytes: number, withinMs: number): Promise<ReadBody> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return { kind: 'too-large' };
  if (request.body === null) return { kind: 'text', text: '' };
  const reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), withinMs);
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const part = await Promise.race([reader.read(), late]);
      if (part === 'late') return { kind: 'too-slow' };
      if (part.done) break;
      size += part.value.byteLength;
      if (size > maxBytes) return { kind: 'too-large' };
      chunks.push(part.value);
    }
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { kind: 'not-text' };
  } finally {
    clearTimeout(timer);
  }
}
