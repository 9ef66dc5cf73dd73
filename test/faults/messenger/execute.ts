export interface Call {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Reads `return [API.method({…}),…];`, the only VKScript that a sender needs. @throws Error for anything else */
export function readExecute(code: string): Call[] {
  const calls: Call[] = [];
  let rest = code.trim();
  const take = (pattern: RegExp): string => {
    const found = pattern.exec(rest);
    if (!found || found.index !== 0) throw new Error(`VKScript: ${rest.slice(0, 40)}`);
    rest = rest.slice(found[0].length);
    return found[1] ?? '';
  };
  take(/^return \[/);
  while (!rest.startsWith(']')) {
    if (calls.length > 0) take(/^,/);
    const method = take(/^API\.([\w.]+)\(/);
    const json = objectAt(rest);
    rest = rest.slice(json.length);
    take(/^\)/);
    calls.push({ method, params: JSON.parse(json) });
  }
  take(/^\];$/);
  return calls;
}

/** The JSON object that the text begins with. */
function objectAt(text: string): string {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (inString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}' && (depth -= 1) === 0) return text.slice(0, at + 1);
  }
  throw new Error('VKScript: an object without an end');
}
