import type { Zone } from '../domain/time.js';
import type { LogLevel } from '../logger.js';

/** Everything that the surroundings say, parsed. Secrets are in here: it is never logged or printed. */
export interface Config {
  /** No messenger token at all: the sandbox and the demo college. */
  readonly demo: boolean;
  readonly http: HttpConfig;
  /** Where the embedded database lives. */
  readonly dataDir: string;
  readonly database: DatabaseConfig;
  /** Absent in the demo only, unless given: then the app makes one and keeps it in `dataDir`. */
  readonly secretKey?: string;
  /** Its name may be empty. */
  readonly college: { readonly name: string; readonly zone: Zone };
  readonly join: JoinConfig;
  readonly channels: { readonly vk: VkConfig; readonly telegram: TelegramConfig; readonly max: MaxConfig };
  readonly vkId: VkIdConfig;
  readonly sms: SmsConfig;
  readonly mail: MailConfig;
  readonly sgo: SgoConfig;
  readonly office: OfficeConfig;
  readonly logLevel: LogLevel;
}

interface Off {
  readonly kind: 'off';
}

export interface HttpConfig {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Without a slash at the end. Absent: no webhooks, no join pages. */
  readonly publicUrl?: string;
}

export type DatabaseConfig =
  | { readonly kind: 'embedded'; readonly mongodBinary?: string }
  | { readonly kind: 'own'; readonly uri: string };

export interface JoinConfig {
  readonly earlyMinutes: number;
  readonly parentsMayJoin: boolean;
  /** Hosts that a call's link may lead to, subdomains included. */
  readonly callHosts: readonly string[];
}

export type VkConfig =
  | Off
  | {
      readonly kind: 'on';
      readonly token: string;
      readonly groupId: number;
      /** As in `vk.me/<name>`. */
      readonly groupName: string;
      /** Without a slash at the end; methods are `<apiUrl>/<method>`. */
      readonly apiUrl: string;
      readonly transport:
        | { readonly kind: 'longpoll' }
        | { readonly kind: 'callback'; readonly secret: string; readonly confirmation: string };
      /** An administrator's token that may start calls. */
      readonly userToken?: string;
    };

type Webhook = { readonly kind: 'longpoll' } | { readonly kind: 'webhook'; readonly secret: string };

export type TelegramConfig =
  | Off
  | {
      readonly kind: 'on';
      readonly token: string;
      readonly apiUrl: string;
      readonly transport: Webhook;
      /** Whether people there get invitations to the college's chats in VK. */
      readonly chats: 'link' | 'none';
    };

export type MaxConfig =
  | Off
  | { readonly kind: 'on'; readonly token: string; readonly apiUrl: string; readonly transport: Webhook };

export type VkIdConfig = Off | { readonly kind: 'on'; readonly clientId: string; readonly url: string };

export type SmsConfig =
  | { readonly kind: 'console' }
  | { readonly kind: 'smsc'; readonly url: string; readonly key: string }
  | { readonly kind: 'exolve'; readonly url: string; readonly key: string; readonly number: string };

export type MailConfig = Off | { readonly kind: 'on'; readonly url: string; readonly from: string };

export type SgoConfig =
  | Off
  | { readonly kind: 'on'; readonly url: string; readonly login: string; readonly password: string };

export type OfficeConfig = Off | { readonly kind: 'on'; readonly token: string };

/** One thing that is wrong, for the person who runs the bot. Values are never repeated: they may be secrets. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
  readonly remedy: string;
}
