/** What a person's line means. */
export type Said =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'thing'; readonly what: 'sticker' | 'voice' | 'photo' }
  /** the six digits that came to the phone, written as `shape` writes 123456 */
  | { readonly is: 'code'; readonly shape: string }
  /** which message is forwarded, and from whose dialog; the bot's last one without a number */
  | { readonly is: 'forward'; readonly cmid?: number; readonly at?: string }
  /** sends a card with this phone out of the address book: Telegram's alone */
  | { readonly is: 'contact'; readonly phone: string }
  /** comes by vk.me/<community>?ref=…; old transcripts leave the code out */
  | { readonly is: 'ref'; readonly ref?: string };

const THINGS = { sticker: '(стикер)', voice: '(голосовое)', photo: '(фото)' } as const;
const FORWARD = /^\(пересланное сообщение(?: №(\d+)(?: у «(.+)»)?)?\)$/;
const CONTACT = /^\(контакт: (\d+)\)$/;
const REF = /^\(открывает ссылку сообщества(?:: (.+))?\)$/s;
/** A code in a transcript is always this one, however it is spaced. */
const CODE = /^\s*1[ -]*2[ -]*3[ -]*4[ -]*5[ -]*6\s*$/;

/** A person's line as the language spells it; a text that would be read as something else gets a `\` before it. */
export function spellSaid(said: Said): string {
  switch (said.is) {
    case 'text':
      return readSaid(said.text).is === 'text' && !said.text.startsWith('\\') ? said.text : `\\${said.text}`;
    case 'thing':
      return THINGS[said.what];
    case 'code':
      return said.shape;
    case 'forward': {
      const at = said.at === undefined ? '' : ` у «${said.at}»`;
      return `(пересланное сообщение${said.cmid === undefined ? '' : ` №${said.cmid}${at}`})`;
    }
    case 'contact':
      return `(контакт: ${said.phone})`;
    case 'ref':
      return `(открывает ссылку сообщества${said.ref === undefined ? '' : `: ${said.ref}`})`;
  }
}

/** Reads a person's line; whatever is no sign of the language is their text. */
export function readSaid(text: string): Said {
  if (text.startsWith('\\')) return { is: 'text', text: text.slice(1) };
  const thing = (['sticker', 'voice', 'photo'] as const).find((one) => THINGS[one] === text);
  if (thing !== undefined) return { is: 'thing', what: thing };
  if (CODE.test(text)) return { is: 'code', shape: text };
  const forward = FORWARD.exec(text);
  if (forward !== null) {
    const [, cmid, at] = forward;
    return {
      is: 'forward',
      ...(cmid !== undefined && { cmid: Number(cmid) }),
      ...(at !== undefined && { at }),
    };
  }
  const phone = CONTACT.exec(text)?.[1];
  if (phone !== undefined) return { is: 'contact', phone };
  const ref = REF.exec(text);
  if (ref !== null) return { is: 'ref', ...(ref[1] !== undefined && { ref: ref[1] }) };
  return { is: 'text', text };
}

/** A typed code as a transcript shows it: 123456 in the same spacing; `undefined` unless it is this code. */
export function maskCode(typed: string, codes: readonly string[]): string | undefined {
  if (!/^[\d\s-]+$/.test(typed) || !codes.includes(typed.replace(/\D/g, ''))) return undefined;
  return fillShape(typed, '123456');
}

/** The digits of a shape replaced by a code's. */
export function fillShape(shape: string, code: string): string {
  let next = 0;
  return shape.replace(/\d/g, () => code[next++] ?? '');
}
