import type { Json } from './json.js';
import { callMethods } from './methods/calls.js';
import { chatMethods } from './methods/chats.js';
import { groupMethods, getLongPollServer } from './methods/groups.js';
import { messageMethods } from './methods/messages.js';
import type { Caller, Method } from './methods/method.js';
import { profileMethods } from './methods/profiles.js';
import { send } from './methods/send.js';
import { Params } from './params.js';
import { compile } from './vkscript/parse.js';
import { run } from './vkscript/run.js';
import { VkError } from './vk-error.js';
import type { VkWorld } from './vk-world.js';

/** An inner call of `execute` that was refused, as VK lists it. */
type InnerError = { readonly method: string; readonly error_code: number; readonly error_msg: string };

/** The body of an answer that is no error. */
export type Answered = { readonly response: Json; readonly execute_errors?: readonly InnerError[] };

/** Methods that VK closes to a community's token; with a person's token only calls work here. */
const FOR_PEOPLE = new Set([
  ...Object.keys(callMethods),
  'messages.addChatUser',
  'messages.getChat',
  'messages.getChatPreview',
  'messages.joinChatByInviteLink',
]);

/** The API of one world: what a method name does. */
export class Api {
  readonly #methods: ReadonlyMap<string, Method>;

  /** @param longPollUrl the address that groups.getLongPollServer gives out */
  constructor(
    readonly world: VkWorld,
    longPollUrl: string,
  ) {
    this.#methods = new Map(
      Object.entries({
        ...messageMethods,
        ...chatMethods,
        ...groupMethods,
        ...profileMethods,
        ...callMethods,
        'messages.send': send,
        'groups.getLongPollServer': getLongPollServer(longPollUrl),
      }),
    );
  }

  /** Names of all methods that are here, `execute` apart. */
  names(): string[] {
    return [...this.#methods.keys()];
  }

  /**
   * Does what a call asks for.
   * @throws VkError where VK would answer with an error
   */
  call(name: string, raw: Readonly<Record<string, string>>, caller: Caller): Answered {
    if (name === 'execute') return this.#execute(raw['code'], caller);
    return { response: this.#one(name, raw, caller) };
  }

  #one(name: string, raw: Readonly<Record<string, string>>, caller: Caller): Json {
    if (FOR_PEOPLE.has(name) && caller === 'group')
      throw new VkError(27, 'method is unavailable with group auth');
    const method = this.#methods.get(name);
    if (method === undefined) throw new VkError(3);
    return method(this.world, new Params(raw), caller);
  }

  #execute(code: string | undefined, caller: Caller): Answered {
    if (code === undefined || code === '') throw new VkError(100, 'code is a required parameter');
    const errors: InnerError[] = [];
    const response = run(compile(code), (method, raw) => {
      this.world.bus.emit({ type: 'inner-call', method });
      try {
        const planned = this.world.faults.forInnerCall(method);
        if (planned !== undefined) throw new VkError(planned);
        return this.#one(method, raw, caller);
      } catch (error) {
        if (!(error instanceof VkError)) throw error;
        errors.push({ method, error_code: error.code, error_msg: error.message });
        return false;
      }
    });
    return errors.length === 0 ? { response } : { response, execute_errors: errors };
  }
}
