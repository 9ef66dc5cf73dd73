import { z } from 'zod';
import { AppError } from '../errors.js';
import { operator } from '../texts/operator.js';
import { replay as texts } from '../texts/replay.js';

const line = z.number().int();

/** How playing a record ended: as recorded; another way, from a line on; or not at all, since the file is no record. */
const played = z.union([
  z.object({ ok: z.literal(true), acts: z.number(), expectations: z.number() }),
  z.object({ ok: z.literal(false), problems: z.array(z.object({ line, reason: z.string() })).readonly() }),
  z.object({
    ok: z.literal(false),
    line,
    reason: z.string(),
    expected: z.string().exactOptional(),
    got: z.string().exactOptional(),
  }),
]);
export type Played = z.infer<typeof played>;

/** A sandbox's answer to a record that it was asked to play. */
const answered = z.union([z.object({ played }), z.object({ refused: z.string() })]);

const notPlayed = (reason: string): Played => ({ ok: false, problems: [{ line: 0, reason }] });

/** Plays a record in a sandbox that runs elsewhere, e.g. `http://127.0.0.1:3000/sandbox`. */
export async function playAt(url: string, text: string): Promise<Played> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/replay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    const answer = answered.parse(await response.json());
    return 'played' in answer ? answer.played : notPlayed(texts.busy());
  } catch {
    return notPlayed(texts.noAnswer(url));
  }
}

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
  const end =
    text === undefined ? notPlayed(operator.fileUnreadable(file)) : await deps.play(text).catch(inWords);
  if (json) deps.out(`${JSON.stringify({ file, ...end })}\n`);
  else if (end.ok) deps.out(`${texts.same(end.acts, end.expectations)}\n`);
  else for (const words of explain(file, end)) deps.complain(words);
  return end.ok ? 0 : 1;
}

/** That there was nowhere to play; any other error goes on. */
function inWords(error: unknown): Played {
  if (error instanceof AppError && error.personText) return notPlayed(error.personText);
  throw error;
}

function explain(file: string, end: Exclude<Played, { ok: true }>): string[] {
  if ('problems' in end) {
    return end.problems.map((one) => (one.line === 0 ? one.reason : texts.at(file, one.line, one.reason)));
  }
  const { reason, expected, got } = end;
  const side = (title: string, words: string | undefined): string[] =>
    words === undefined ? [] : [title, ...words.split('\n').map((one) => `    ${one}`)];
  return [texts.at(file, end.line, reason), ...side(texts.expected(), expected), ...side(texts.got(), got)];
}
