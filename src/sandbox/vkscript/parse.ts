import type { Json } from '../json.js';
import { VkError } from '../vk-error.js';
import { type Token, tokenize } from './tokens.js';

/** An expression of VKScript. */
export type Expr =
  | { readonly is: 'value'; readonly value: Json }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'array'; readonly items: readonly Expr[] }
  | { readonly is: 'object'; readonly members: readonly (readonly [string, Expr])[] }
  | { readonly is: 'member'; readonly of: Expr; readonly key: Expr }
  /** `list@.field`: the field of each element */
  | { readonly is: 'each'; readonly of: Expr; readonly key: string }
  | { readonly is: 'api'; readonly method: string; readonly argument?: Expr }
  | { readonly is: 'method'; readonly of: Expr; readonly name: string; readonly args: readonly Expr[] }
  | { readonly is: 'unary'; readonly sign: string; readonly of: Expr }
  | { readonly is: 'binary'; readonly sign: string; readonly left: Expr; readonly right: Expr };

/** A statement of VKScript. */
export type Statement =
  | { readonly is: 'assign'; readonly name: string; readonly declares: boolean; readonly value: Expr }
  | { readonly is: 'return'; readonly value: Expr }
  | { readonly is: 'do'; readonly value: Expr }
  | {
      readonly is: 'if';
      readonly test: Expr;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | { readonly is: 'while'; readonly test: Expr; readonly body: readonly Statement[] };

/** How tightly operators bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '===', '!=='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

const CONSTANTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Reads a script: declarations, assignments, if, while, return, and expressions with API calls.
 * @throws VkError 12 where it does not compile
 */
export function compile(code: string): Statement[] {
  return new Parser(tokenize(code)).program();
}

class Parser {
  #next = 0;

  constructor(readonly tokens: readonly Token[]) {}

  program(): Statement[] {
    const statements: Statement[] = [];
    while (this.#peek().kind !== 'end') statements.push(...this.#statement());
    return statements;
  }

  #statement(): Statement[] {
    if (this.#take(';')) return [];
    if (this.#take('{')) return this.#block();
    if (this.#take('var')) return this.#declarations();
    if (this.#take('return')) {
      const value = this.#at(';') ? ({ is: 'value', value: null } as const) : this.#expression();
      this.#endOfStatement();
      return [{ is: 'return', value }];
    }
    if (this.#take('if')) {
      const test = this.#inBrackets();
      const yes = this.#statement();
      return [{ is: 'if', test, yes, no: this.#take('else') ? this.#statement() : [] }];
    }
    if (this.#take('while')) return [{ is: 'while', test: this.#inBrackets(), body: this.#statement() }];
    const value = this.#expression();
    const statement = this.#assignmentTo(value);
    this.#endOfStatement();
    return [statement];
  }

  #assignmentTo(target: Expr): Statement {
    if (target.is !== 'variable') return { is: 'do', value: target };
    const { name } = target;
    if (this.#take('=')) return { is: 'assign', name, declares: false, value: this.#expression() };
    for (const sign of ['+', '-']) {
      if (!this.#take(`${sign}=`)) continue;
      const value: Expr = { is: 'binary', sign, left: target, right: this.#expression() };
      return { is: 'assign', name, declares: false, value };
    }
    return { is: 'do', value: target };
  }

  #declarations(): Statement[] {
    const found: Statement[] = [];
    do {
      const name = this.#name();
      const value = this.#take('=') ? this.#expression() : ({ is: 'value', value: null } as const);
      found.push({ is: 'assign', name, declares: true, value });
    } while (this.#take(','));
    this.#endOfStatement();
    return found;
  }

  #block(): Statement[] {
    const statements: Statement[] = [];
    while (!this.#take('}')) {
      if (this.#peek().kind === 'end') this.#fail();
      statements.push(...this.#statement());
    }
    return statements;
  }

  #inBrackets(): Expr {
    this.#expect('(');
    const test = this.#expression();
    this.#expect(')');
    return test;
  }

  #expression(level = 0): Expr {
    const signs = LEVELS[level];
    if (signs === undefined) return this.#unary();
    let left = this.#expression(level + 1);
    for (let sign = this.#takeOne(signs); sign !== undefined; sign = this.#takeOne(signs)) {
      left = { is: 'binary', sign, left, right: this.#expression(level + 1) };
    }
    return left;
  }

  #unary(): Expr {
    const sign = this.#takeOne(['!', '-', '+']);
    return sign === undefined ? this.#postfix(this.#primary()) : { is: 'unary', sign, of: this.#unary() };
  }

  #postfix(start: Expr): Expr {
    let of = start;
    for (;;) {
      if (this.#take('@.')) of = { is: 'each', of, key: this.#name() };
      else if (this.#take('[')) {
        of = { is: 'member', of, key: this.#expression() };
        this.#expect(']');
      } else if (this.#take('.')) {
        const name = this.#name();
        if (this.#take('(')) of = { is: 'method', of, name, args: this.#list(')') };
        else of = { is: 'member', of, key: { is: 'value', value: name } };
      } else return of;
    }
  }

  #primary(): Expr {
    const token = this.#peek();
    this.#next += 1;
    if (token.kind === 'number') return { is: 'value', value: Number(token.text) };
    if (token.kind === 'string') return { is: 'value', value: token.text };
    if (token.kind === 'sign' && token.text === '[') return { is: 'array', items: this.#list(']') };
    if (token.kind === 'sign' && token.text === '{') return { is: 'object', members: this.#members() };
    if (token.kind === 'sign' && token.text === '(') {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    if (token.kind !== 'name') return this.#fail(token);
    const constant = CONSTANTS.get(token.text);
    if (constant !== undefined) return { is: 'value', value: constant };
    if (token.text === 'API') return this.#apiCall();
    return { is: 'variable', name: token.text };
  }

  #apiCall(): Expr {
    const names: string[] = [];
    while (this.#take('.')) names.push(this.#name());
    if (names.length === 0) this.#fail();
    this.#expect('(');
    const [argument, ...rest] = this.#list(')');
    if (rest.length > 0) this.#fail();
    return { is: 'api', method: names.join('.'), ...(argument === undefined ? {} : { argument }) };
  }

  #list(end: string): Expr[] {
    const items: Expr[] = [];
    while (!this.#take(end)) {
      items.push(this.#expression());
      if (!this.#at(end)) this.#expect(',');
    }
    return items;
  }

  #members(): [string, Expr][] {
    const members: [string, Expr][] = [];
    while (!this.#take('}')) {
      const key = this.#peek();
      if (key.kind === 'sign' || key.kind === 'end') this.#fail();
      this.#next += 1;
      this.#expect(':');
      members.push([key.text, this.#expression()]);
      if (!this.#at('}')) this.#expect(',');
    }
    return members;
  }

  #endOfStatement(): void {
    if (this.#peek().kind !== 'end' && !this.#at('}')) this.#expect(';');
  }

  #name(): string {
    const token = this.#peek();
    if (token.kind !== 'name') this.#fail();
    this.#next += 1;
    return token.text;
  }

  #at(text: string): boolean {
    const token = this.#peek();
    return (token.kind === 'sign' || token.kind === 'name') && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#at(text)) return false;
    this.#next += 1;
    return true;
  }

  #takeOne(signs: readonly string[]): string | undefined {
    return signs.find((sign) => this.#take(sign));
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #peek(): Token {
    // the list ends with `end`, which nothing takes
    return this.tokens[Math.min(this.#next, this.tokens.length - 1)] ?? { kind: 'end', text: '', at: 0 };
  }

  #fail(token: Token = this.#peek()): never {
    throw new VkError(12, `unexpected «${token.text}» at ${token.at}`);
  }
}
