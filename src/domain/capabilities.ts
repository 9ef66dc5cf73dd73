import type { ChannelId } from './people.js';

/** What a messenger can do and where it ends: rendering and delivery decide by these, never by a messenger's name. */
export interface Capabilities {
  /** The college's chats live there. */
  readonly chats: boolean;
  /** A button may share the person's own phone, vouched for by the messenger. */
  readonly sharesContact: boolean;
  /** A press may be answered by opening an address that stands in no message. */
  readonly opensLinks: boolean;
  /** A send repeated under one `random_id` is dropped. Elsewhere the person would see it twice. */
  readonly dropsRepeats: boolean;
  /** Recipients of one call, and so of one batch: outcomes are kept by the batch. */
  readonly recipientsPerCall: number;
  /** For all processes of one token together. */
  readonly requestsPerSecond: number;
  /** Answers that may follow each other at once in one chat; after them one a second. */
  readonly chatBurst: number;
  /** Characters of a message. */
  readonly textMax: number;
  readonly labelMax: number;
  /** Characters of the short answer to a press. */
  readonly toastMax: number;
  /** Bytes that a silent button carries. */
  readonly payloadMax: number;
  /** Keyboards under a message and under the text field. */
  readonly inline: KeyboardLimit;
  readonly menu: KeyboardLimit;
}

export interface KeyboardLimit {
  readonly rows: number;
  readonly perRow: number;
  readonly buttons: number;
}

const VK: Capabilities = {
  chats: true,
  sharesContact: false,
  opensLinks: true,
  dropsRepeats: true,
  recipientsPerCall: 100,
  requestsPerSecond: 20,
  chatBurst: 20,
  textMax: 4_096,
  labelMax: 40,
  toastMax: 90,
  payloadMax: 255,
  inline: { rows: 6, perRow: 5, buttons: 10 },
  menu: { rows: 10, perRow: 5, buttons: 40 },
};

const TELEGRAM: Capabilities = {
  chats: false,
  sharesContact: true,
  opensLinks: false,
  dropsRepeats: false,
  recipientsPerCall: 1,
  requestsPerSecond: 30,
  chatBurst: 20,
  textMax: 4_096,
  labelMax: 64,
  toastMax: 200,
  payloadMax: 64,
  inline: { rows: 25, perRow: 8, buttons: 100 },
  menu: { rows: 25, perRow: 8, buttons: 100 },
};

const MAX: Capabilities = {
  chats: false,
  sharesContact: true,
  opensLinks: false,
  dropsRepeats: false,
  recipientsPerCall: 1,
  requestsPerSecond: 30,
  chatBurst: 20,
  textMax: 4_000,
  labelMax: 128,
  toastMax: 200,
  payloadMax: 1_024,
  inline: { rows: 30, perRow: 7, buttons: 210 },
  menu: { rows: 30, perRow: 7, buttons: 210 },
};

/** Sources: VK's, Telegram's and MAX's references of their bot APIs. */
export const capabilities: Readonly<Record<ChannelId, Capabilities>> = {
  vk: VK,
  telegram: TELEGRAM,
  max: MAX,
};
