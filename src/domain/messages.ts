import type { ChannelId } from './people.js';
import type { Day } from './time.js';

/** What a button asks for. It is a wish, never a right: every use case checks the account anew. */
export type Action =
  | { readonly do: 'start' }
  | { readonly do: 'menu' }
  | { readonly do: 'lessons' }
  | { readonly do: 'help' }
  | { readonly do: 'bind' }
  | { readonly do: 'choose'; readonly value: string }
  | { readonly do: 'chats'; readonly page: number }
  | { readonly do: 'meet-chat'; readonly chat: string }
  | { readonly do: 'enter-chat'; readonly chat: string }
  | { readonly do: 'day'; readonly day: Day; readonly who?: string }
  | { readonly do: 'week'; readonly day: Day; readonly who?: string }
  | { readonly do: 'lesson'; readonly lesson: string }
  | { readonly do: 'join'; readonly lesson: string }
  | { readonly do: 'start-lesson'; readonly lesson: string }
  | { readonly do: 'set-link'; readonly lesson: string }
  | { readonly do: 'settings' }
  | { readonly do: 'notify'; readonly on: boolean }
  | { readonly do: 'remind'; readonly child: string; readonly on: boolean }
  /** Without `to`: asks where. */
  | { readonly do: 'where'; readonly to?: ChannelId | 'all' }
  | { readonly do: 'unbind' };

export type Tone = 'primary' | 'secondary' | 'positive' | 'negative';

/**
 * `say` puts its label into the chat as the person's own words; `press` works silently (a callback button) and may be
 * answered by a snackbar or an opened link; `link` opens an address.
 */
export type Button =
  | { readonly kind: 'say' | 'press'; readonly label: string; readonly action: Action; readonly tone?: Tone }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  /** Shares the person's own phone, where the messenger can vouch for it; elsewhere there is no such button. */
  | { readonly kind: 'contact'; readonly label: string };

/** `menu`: the keyboard that stays under the text field; `inline`: under this very message. */
export interface Keyboard {
  readonly place: 'menu' | 'inline';
  readonly rows: readonly (readonly Button[])[];
}

/** A message as the core words it; a channel renders it to its messenger's limits. */
export interface OutMessage {
  readonly text: string;
  readonly keyboard?: Keyboard;
}

/** What came from a person, as the core sees it. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'press'; readonly action: Action; readonly silent: boolean }
  | { readonly kind: 'ref'; readonly code: string }
  /** `own`: the messenger says that this phone is the account's own. */
  | { readonly kind: 'contact'; readonly phone: string; readonly own: boolean }
  | { readonly kind: 'stale-button' }
  | {
      readonly kind: 'other';
      readonly what: 'sticker' | 'voice' | 'picture' | 'forward' | 'file' | 'place' | 'unknown';
    };

/** The answer to one input. At most one message; `edit` replaces the message whose button was pressed where the messenger can. */
export interface Reply {
  readonly message?: OutMessage;
  readonly edit?: OutMessage;
  readonly toast?: string;
  readonly link?: string;
}
