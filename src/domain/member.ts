import type { AccountRef, Binding, Group, Person } from './people.js';

/** Everything an answer may need to know about who is asking. */
export interface Member {
  readonly account: AccountRef;
  readonly bindings: readonly Binding[];
  /** The roster's records this account is bound to; those that left the roster are absent. */
  readonly persons: readonly Person[];
  readonly children: readonly Person[];
  /** Groups of the person, of the children, and those curated. */
  readonly groups: readonly Group[];
}
