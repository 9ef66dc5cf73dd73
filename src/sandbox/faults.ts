/**
 * How something goes wrong:
 * `{code}` the call is refused with this error (Long Poll: `failed` with this number); with `peerId` only that
 * recipient of a `peer_ids` call is; `{status}` an HTTP status with an HTML body, as a proxy gives it;
 * `hang` nothing is done and nothing answered; `lose-reply` all is done, then the connection drops;
 * `twice` an event is delivered two times.
 */
export type Fault =
  | { readonly code: number; readonly peerId?: number }
  | { readonly status: number }
  | 'hang'
  | 'lose-reply'
  | 'twice';

/** A misfortune that waits: `left` occasions of `times` are still to come. */
export type PlannedFault = {
  /** counted from 1 */
  readonly id: number;
  readonly target: string;
  readonly how: Fault;
  readonly times: number;
  readonly left: number;
};

/** How a bot asks for events; «*» does not mean these. */
const POLLS: ReadonlySet<string> = new Set(['a_check', 'getUpdates']);

/** Misfortunes that are waiting for their occasion. */
export class Faults {
  #planned: PlannedFault[] = [];
  #last = 0;

  /**
   * @param target a method («messages.send»), an event type («message_new»), «a_check» for Long Poll, «*» for any method
   * @param times how many occasions it lasts for
   */
  fail(target: string, times: number, how: Fault): void {
    this.#last += 1;
    this.#planned.push({ id: this.#last, target, how, times, left: times });
  }

  /** What is still to come, in the order in which it was planned. */
  list(): readonly PlannedFault[] {
    return this.#planned;
  }

  /** Forgets one. @returns false where it is over already */
  remove(id: number): boolean {
    const before = this.#planned.length;
    this.#planned = this.#planned.filter((one) => one.id !== id);
    return this.#planned.length < before;
  }

  /** Forgets everything planned. */
  clear(): void {
    this.#planned = [];
  }

  /** Takes the fault that is next for a whole call of a method. */
  forCall(method: string): Exclude<Fault, 'twice'> | undefined {
    const how = this.#take((one) => this.#names(one, method) && one.how !== 'twice' && !isForPeer(one.how));
    return how === 'twice' ? undefined : how;
  }

  /** Takes the error code that is next for a call inside `execute`; only a refusal can happen to one of those. */
  forInnerCall(method: string): number | undefined {
    const how = this.#take((one) => {
      return one.target === method && typeof one.how === 'object' && 'code' in one.how && !isForPeer(one.how);
    });
    return codeOf(how);
  }

  /** Takes the error code that is next for one recipient of a method. */
  forPeer(method: string, peerId: number): number | undefined {
    const how = this.#take((one) => {
      return this.#names(one, method) && isForPeer(one.how) && one.how.peerId === peerId;
    });
    return codeOf(how);
  }

  /** True where the next event of this type is to be delivered twice. */
  doublesEvent(type: string): boolean {
    return this.#take((one) => one.target === type && one.how === 'twice') !== undefined;
  }

  #names(one: PlannedFault, method: string): boolean {
    return one.target === method || (one.target === '*' && !POLLS.has(method));
  }

  #take(fits: (one: PlannedFault) => boolean): Fault | undefined {
    const found = this.#planned.find(fits);
    if (found === undefined) return undefined;
    const rest = { ...found, left: found.left - 1 };
    this.#planned = this.#planned.map((one) => (one === found ? rest : one)).filter((one) => one.left > 0);
    return found.how;
  }
}

function codeOf(how: Fault | undefined): number | undefined {
  return typeof how === 'object' && 'code' in how ? how.code : undefined;
}

function isForPeer(how: Fault): how is { readonly code: number; readonly peerId: number } {
  return typeof how === 'object' && 'peerId' in how && how.peerId !== undefined;
}
