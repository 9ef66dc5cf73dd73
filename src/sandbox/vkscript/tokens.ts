import { VkError } from '../vk-error.js';

/** A piece of VKScript and where it begins. */
export type Token = {
  readonly kind: 'number' | 'string' | 'name' | 'sign' | 'end';
  /** the name or sign; of a string its value */
  readonly text: string;
  readonly at: number;
};

const PATTERN =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')|(?<name>[A-Za-z_$][\w$]*)|(?<sign>===|!==|@\.|==|!=|<=|>=|&&|\|\||\+=|-=|[-+*/%<>=!?:;,.(){}[\]])/y;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

/** Cuts a script into tokens, the last being `end`. @throws VkError 12 at a character that has no place in it */
export function tokenize(code: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < code.length) {
    const at = PATTERN.lastIndex;
    const groups = PATTERN.exec(code)?.groups;
    if (groups === undefined) throw new VkError(12, `unexpected character at ${at}`);
    const { number, string, name, sign } = groups;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (string !== undefined) tokens.push({ kind: 'string', text: unquote(string.slice(1, -1)), at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at });
  }
  tokens.push({ kind: 'end', text: 'end of code', at: code.length });
  return tokens;
}

function unquote(inner: string): string {
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_all, hex: string | undefined, one: string) => {
    return hex === undefined ? (ESCAPES[one] ?? one) : String.fromCharCode(Number.parseInt(hex, 16));
  });
}
