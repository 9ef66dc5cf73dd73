import { cli as texts } from '../texts/cli.js';

export interface SandboxOptions {
  readonly port: number;
  readonly token: string;
  /** The community's number. */
  readonly group: number;
  readonly json?: boolean;
}

/** The stand-ins as they run: where a bot finds them, and their page. */
interface StandIns {
  readonly apiUrl: string;
  readonly telegram: { readonly url: string; readonly token: string };
  readonly page: string;
  stop(): Promise<void>;
}

export interface SandboxDeps {
  /** Starts the stand-ins; rejects with words for the person where the port is taken. */
  readonly start: (options: {
    readonly port: number;
    readonly token: string;
    readonly groupId: number;
    readonly zone: string;
  }) => Promise<StandIns>;
  /** IANA zone of the page's times. */
  readonly zone: string;
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Writes a line to stderr. */
  readonly complain: (text: string) => void;
}

/** The `sandbox` command: starts the stand-ins and tells their addresses. Returns what ends them. */
export async function runSandbox(
  { port, token, group: groupId, json = false }: SandboxOptions,
  { start, zone, out, complain }: SandboxDeps,
): Promise<() => void> {
  const { apiUrl, telegram, page, stop } = await start({ port, token, groupId, zone });
  const vk = { apiUrl, token, groupId };
  const { url, token: botToken } = telegram;
  if (json) out(`${JSON.stringify({ ok: true, vk, telegram: { apiUrl: url, token: botToken }, page })}\n`);
  else complain(texts.sandboxReady(vk, telegram, page));
  return () => void stop();
}
