/** Where a text went: the code's way as the bot knows it. */
export type PhoneContact = { readonly kind: 'phone' | 'email'; readonly value: string };

/** One SMS or letter. */
export type PhoneText = {
  /** counted from 1 */
  readonly number: number;
  /** epoch ms of the sandbox's clock */
  readonly at: number;
  readonly contact: PhoneContact;
  readonly text: string;
};

const KEPT = 200;

/** Everybody's phone and mailbox in one: what the bot sends outside the messenger arrives here. */
export class PhoneLog {
  readonly #texts: PhoneText[] = [];
  readonly #listeners = new Set<(text: PhoneText) => void>();
  #last = 0;

  /** @param clock the sandbox's clock */
  constructor(readonly clock: { now(): number }) {}

  /** A text arrives. */
  add(contact: PhoneContact, text: string): void {
    this.#last += 1;
    const came: PhoneText = { number: this.#last, at: this.clock.now(), contact, text };
    this.#texts.push(came);
    if (this.#texts.length > KEPT) this.#texts.shift();
    for (const listener of this.#listeners) listener(came);
  }

  /** The last texts, oldest first. */
  list(): readonly PhoneText[] {
    return this.#texts;
  }

  /** @returns a function that ends the subscription */
  on(listener: (text: PhoneText) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
