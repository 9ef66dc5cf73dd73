import { replay as texts } from '../texts/replay.js';

/** How playing a record ended: as recorded; another way, from a line on; or not at all, since the file is no record. */
export type Played =
  | { readonly ok: true; readonly acts: number; readonly expectations: number }
  | {
      readonly ok: false;
      readonly line: number;
      readonly reason: string;
      readonly expected?: string;
      readonly got?: string;
    }
  | { readonly ok: false; readonly problems: readonly { readonly line: number; readonly reason: string }[] };

export interface ReplayOptions {
  /** As it was typed. */
  readonly file: string;
  readonly json?: boolean;
}

export interface ReplayDeps {
  /** Reads the file; rejects when it can't be read. */
  readonly read: () => Promise<string>;
  /** Plays a record; rejects with words for the person when there is nowhere to. */
  readonly play: (text: string) => Promise<Played>;
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Writes a line to stderr. */
  readonly complain: (text: string) => void;
}

/** The `replay` command. Returns the exit code: 0 when all went as recorded, 1 with the first difference otherwise. */
export async function runReplay({ file, json = false }: ReplayOptions, deps: ReplayDeps): Promise<number> {
  const text = await deps.read().catch(() => undefined);
  const played: Played =
    text === undefined
      ? { ok: false, problems: [{ line: 0, reason: texts.unreadable(file) }] }
      : await deps.play(text);
  if (json) deps.out(`${JSON.stringify({ file, ...played })}\n`);
  else if (played.ok) deps.out(`${texts.same(played.acts, played.expectations)}\n`);
  else for (const line of explain(file, played)) deps.complain(line);
  return played.ok ? 0 : 1;
}

function explain(file: string, played: Exclude<Played, { ok: true }>): string[] {
  if ('problems' in played) {
    return played.problems.map(({ line, reason }) => (line === 0 ? reason : texts.at(file, line, reason)));
  }
  const { line, reason, expected, got } = played;
  const side = (title: string, words: string | undefined): string[] =>
    words === undefined ? [] : [title, ...words.split('\n').map((one) => `    ${one}`)];
  return [texts.at(file, line, reason), ...side(texts.expected(), expected), ...side(texts.got(), got)];
}
