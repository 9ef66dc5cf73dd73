import { z } from 'zod';

/** What one process may send, in requests a second. */
export interface Share {
  readonly perSecond: number;
  /** So many of them at most may be notices: the rest is kept for replies. */
  readonly forNotices: number;
}

/** A fifth of what a messenger allows is kept for replies. */
const keptForReplies = (perSecond: number): number => Math.floor(perSecond / 5);

/** The share of a process that is alone. */
export const wholeShare = (perSecond: number): Share => ({
  perSecond,
  forNotices: perSecond - keptForReplies(perSecond),
});

const placeSchema = z.object({
  /** Another at each renewal: a place whose beat stands still is a process that does not renew. */
  beat: z.number(),
  /** Requests a second that nobody else may take. The process itself may use fewer, never more. */
  claim: z.number(),
  /** People's updates come to this process. */
  answers: z.boolean(),
  /** It has stopped, and said so. */
  left: z.boolean(),
});
const pageSchema = z.object({ turn: z.number(), at: z.number(), places: z.record(z.string(), placeSchema) });

type Place = Readonly<z.infer<typeof placeSchema>>;

/** Who has how much of one token's pace: one document, written anew as a whole at each renewal. */
export interface Page {
  /** Counts the pages: no two are alike. */
  readonly turn: number;
  /** When it was written, by the writer's clock. */
  readonly at: number;
  readonly places: Readonly<Record<string, Place>>;
}

export const EMPTY: Page = { turn: 0, at: 0, places: {} };

/** @throws what zod says of a page that nobody of us wrote */
export const readPage = (text: string): Page => pageSchema.parse(JSON.parse(text));
export const writePage = (page: Page): string => JSON.stringify(page);

/** The nth of so many people who share evenly; what is left over goes to the first ones. */
const evenly = (total: number, nth: number, sharers: number): number =>
  Math.floor(total / sharers) + (nth < total % sharers ? 1 : 0);

/**
 * What everybody should have: what is kept for replies goes to those who answer people, the rest to all evenly. What is left
 * over goes by the order of names, from the one end for notices, from the other for replies. A process alone answers people
 * or soon will; of several none may for a moment, and what is kept waits for the next one who does.
 */
export function deal(
  all: number,
  living: readonly { readonly name: string; readonly answers: boolean }[],
): ReadonlyMap<string, Share> {
  const names = living.map(({ name }) => name).sort();
  const answering = living.length === 1 ? names : living.flatMap((one) => (one.answers ? [one.name] : []));
  const lastFirst = answering.sort().reverse();
  const kept = keptForReplies(all);
  return new Map(
    names.map((name, nth) => {
      const forNotices = evenly(all - kept, nth, names.length);
      const among = lastFirst.indexOf(name);
      const forReplies = among < 0 ? 0 : evenly(kept, among, lastFirst.length);
      return [name, { perSecond: forNotices + forReplies, forNotices }];
    }),
  );
}

/** A process that is about to write the next page. */
export interface Writer {
  readonly name: string;
  readonly answers: boolean;
  /** Places whose claims are no longer in use, nor weigh in the messenger's second. */
  readonly over: ReadonlySet<string>;
}

const othersOn = ({ places }: Page, { name, over }: Writer): readonly (readonly [string, Place])[] =>
  Object.entries(places).filter(([other]) => other !== name && !over.has(other));

/** What the writer should have, by who is there. Its claim may be smaller for a while, until others have let go. */
export function shareOn(page: Page, all: number, writer: Writer): Share {
  const others = othersOn(page, writer).flatMap(([name, { left, answers }]) =>
    left ? [] : [{ name, answers }],
  );
  return deal(all, [...others, writer]).get(writer.name) ?? wholeShare(0);
}

/**
 * The page on which the writer renews its place: it claims what it wishes as far as no other place does, and what it has
 * used of late in any case. That is no more than its claim on this page, so the claims stay within `all`.
 */
export function renewOn(
  page: Page,
  all: number,
  writer: Writer,
  { wish, used, now }: { readonly wish: number; readonly used: number; readonly now: number },
): { readonly page: Page; readonly claim: number } {
  const turn = page.turn + 1;
  const others = othersOn(page, writer);
  const free = all - others.reduce((sum, [, { claim }]) => sum + claim, 0);
  const own = page.places[writer.name]?.claim ?? 0;
  const claim = Math.max(Math.min(wish, free), Math.min(used, own));
  const place: Place = { beat: turn, claim, answers: writer.answers, left: false };
  return { page: { turn, at: now, places: { ...Object.fromEntries(others), [writer.name]: place } }, claim };
}

/** The page on which a process leaves: its claim stands until what it has sent weighs no more. Undefined when it has no place. */
export function leaveOn({ turn, places }: Page, name: string, now: number): Page | undefined {
  const own = places[name];
  const place = own && { ...own, beat: turn + 1, left: true };
  return place && { turn: turn + 1, at: now, places: { ...places, [name]: place } };
}
