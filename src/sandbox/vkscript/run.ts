import { isJsonObject, type Json } from '../json.js';
import { VkError } from '../vk-error.js';
import type { Expr, Statement } from './parse.js';

const CALLS_MAX = 25;
const STEPS_MAX = 10_000;

/** Does one API call of a script; `false` is what a refused one gives. */
export type CallApi = (method: string, params: Record<string, string>) => Json;

/**
 * Runs a compiled script: at most 25 API calls and 10 000 steps.
 * @returns what it returns, `null` without a `return`
 * @throws VkError 13 where it fails while running
 */
export function run(program: readonly Statement[], callApi: CallApi): Json {
  return new Runner(callApi).all(program)?.value ?? null;
}

class Runner {
  readonly #variables = new Map<string, Json>();
  #calls = 0;
  #steps = 0;

  constructor(readonly callApi: CallApi) {}

  /** @returns the value of the `return` that was reached, boxed, or `undefined` where none was */
  all(statements: readonly Statement[]): { readonly value: Json } | undefined {
    for (const statement of statements) {
      const returned = this.#one(statement);
      if (returned !== undefined) return returned;
    }
    return undefined;
  }

  #one(statement: Statement): { readonly value: Json } | undefined {
    this.#step();
    switch (statement.is) {
      case 'return':
        return { value: this.#value(statement.value) };
      case 'do':
        this.#value(statement.value);
        return undefined;
      case 'assign':
        if (!statement.declares && !this.#variables.has(statement.name))
          this.#fail(`undefined variable ${statement.name}`);
        this.#variables.set(statement.name, this.#value(statement.value));
        return undefined;
      case 'if':
        return this.all(truthy(this.#value(statement.test)) ? statement.yes : statement.no);
      case 'while':
        while (truthy(this.#value(statement.test))) {
          const returned = this.all(statement.body);
          if (returned !== undefined) return returned;
        }
        return undefined;
    }
  }

  #value(expr: Expr): Json {
    this.#step();
    switch (expr.is) {
      case 'value':
        return expr.value;
      case 'variable': {
        const value = this.#variables.get(expr.name);
        return value === undefined ? this.#fail(`undefined variable ${expr.name}`) : value;
      }
      case 'array':
        return expr.items.map((item) => this.#value(item));
      case 'object':
        return Object.fromEntries(expr.members.map(([key, value]) => [key, this.#value(value)]));
      case 'member':
        return member(this.#value(expr.of), this.#value(expr.key));
      case 'each': {
        const list = this.#value(expr.of);
        return Array.isArray(list) ? list.map((item: Json) => member(item, expr.key)) : null;
      }
      case 'api':
        return this.#api(expr.method, expr.argument === undefined ? {} : this.#value(expr.argument));
      case 'method':
        return this.#method(expr);
      case 'unary': {
        const value = this.#value(expr.of);
        if (expr.sign === '!') return !truthy(value);
        return expr.sign === '-' ? -Number(value) : Number(value);
      }
      case 'binary':
        return this.#binary(expr.sign, expr.left, expr.right);
    }
  }

  #api(method: string, argument: Json): Json {
    this.#calls += 1;
    if (this.#calls > CALLS_MAX) this.#fail('too many API calls');
    if (!isJsonObject(argument)) return this.#fail('an API call takes an object');
    const params: Record<string, string> = {};
    for (const [name, value] of Object.entries(argument)) {
      if (value !== null && value !== undefined) params[name] = toParam(value);
    }
    return this.callApi(method, params);
  }

  /** `list.push(x)` changes the variable that holds the list, as scripts expect; `list.slice(a, b)` does not. */
  #method(expr: Extract<Expr, { is: 'method' }>): Json {
    const list = this.#value(expr.of);
    if (!Array.isArray(list)) return this.#fail(`${expr.name} of something that is no list`);
    const args = expr.args.map((arg) => this.#value(arg));
    if (expr.name === 'slice')
      return list.slice(Number(args[0] ?? 0), args[1] === undefined ? undefined : Number(args[1]));
    if (expr.name !== 'push' || expr.of.is !== 'variable') return this.#fail(`unknown method ${expr.name}`);
    const longer: Json[] = [...list, ...args];
    this.#variables.set(expr.of.name, longer);
    return longer.length;
  }

  #binary(sign: string, leftExpr: Expr, rightExpr: Expr): Json {
    const left = this.#value(leftExpr);
    if (sign === '&&') return truthy(left) ? this.#value(rightExpr) : left;
    if (sign === '||') return truthy(left) ? left : this.#value(rightExpr);
    const right = this.#value(rightExpr);
    switch (sign) {
      case '+':
        return Array.isArray(left) && Array.isArray(right) ? [...left, ...right] : plus(left, right);
      case '-':
        return Number(left) - Number(right);
      case '*':
        return Number(left) * Number(right);
      case '/':
        return Number(right) === 0 ? this.#fail('division by zero') : Number(left) / Number(right);
      case '%':
        return Number(left) % Number(right);
      case '<':
        return Number(left) < Number(right);
      case '>':
        return Number(left) > Number(right);
      case '<=':
        return Number(left) <= Number(right);
      case '>=':
        return Number(left) >= Number(right);
      case '!=':
      case '!==':
        return !same(left, right);
      default:
        return same(left, right);
    }
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > STEPS_MAX) this.#fail('too many operations');
  }

  #fail(why: string): never {
    throw new VkError(13, why);
  }
}

function truthy(value: Json): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function same(left: Json, right: Json): boolean {
  return (
    left === right ||
    (typeof left !== 'object' && typeof right !== 'object' && String(left) === String(right))
  );
}

function plus(left: Json, right: Json): Json {
  return typeof left === 'number' && typeof right === 'number'
    ? left + right
    : `${toParam(left)}${toParam(right)}`;
}

function member(of: Json, key: Json): Json {
  if (Array.isArray(of))
    return key === 'length' ? of.length : ((of[Number(key)] as Json | undefined) ?? null);
  return isJsonObject(of) ? (of[toParam(key)] ?? null) : null;
}

/** How a script's value goes into a parameter: flags as 0/1, lists by commas, objects as JSON. */
function toParam(value: Json): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value)) return value.map((item: Json) => toParam(item)).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
