/** What a first visitor is led through; «others» and «chat» may be left out. */
type WalkStep = 'bind' | 'others' | 'chat' | 'bell' | 'join';

/** What to do next for a step; `pane` is null for what stands above the panes. */
type WalkHint = {
  readonly pane: string | null;
  readonly act: 'press' | 'type';
  readonly what: string;
};

/** The walk as a page shows it. */
export type WalkView = {
  readonly done: readonly WalkStep[];
  readonly hints: Readonly<Partial<Record<WalkStep, WalkHint>>>;
};

/** How far the visitor is, and when each person last did something (college time). */
export type Walk = {
  readonly done: ReadonlySet<WalkStep>;
  readonly lastActs: ReadonlyMap<number, number>;
};

/** What happened in the sandbox, as far as the walk cares; `at` is college time, epoch ms. */
export type WalkEvent =
  | { readonly type: 'acted'; readonly userId: number; readonly at: number }
  | { readonly type: 'bound'; readonly kind: string }
  | { readonly type: 'entered' }
  | {
      readonly type: 'told';
      readonly userId: number;
      readonly at: number;
      readonly labels: readonly string[];
    }
  | { readonly type: 'opened'; readonly link: string };

/** The student's dialog with the bot, as far as it tells what to do next. */
export type StudentFacts = {
  readonly pane: string;
  readonly fullName: string;
  readonly birthDate?: string;
  readonly phone: string;
  /** what they wrote or pressed, oldest first */
  readonly said: readonly string[];
  /** buttons of the bot's last message, and those below the field */
  readonly labels: readonly string[];
  /** the newest code that came to their phone */
  readonly code?: string;
};

export const WALK_START: Walk = { done: new Set(), lastActs: new Map() };

const START = 'Начать';
const BIND = 'Привязать учебный профиль VK ID';
const PROCEED = 'Продолжить';
const PROFILE = 'Создать учебный профиль';
const CHATS = 'Чаты';
const FIRST_ENTRY = 'Войти в Сферум';
const JOIN = 'Присоединиться с видео';
const TO_LESSON = 'К началу пары';
/** A word of the bot this long after a person's last act is no answer to it, but a notice. */
const UNASKED_MS = 60_000;
const INVITE = /^https:\/\/vk\.me\/join\//;

/** The walk after something happened, whoever did it and in whatever way. */
export function walkAfter(walk: Walk, event: WalkEvent): Walk {
  switch (event.type) {
    case 'acted':
      return { ...walk, lastActs: new Map(walk.lastActs).set(event.userId, event.at) };
    case 'bound':
      return withDone(walk, event.kind === 'student' ? 'bind' : 'others');
    case 'entered':
      return withDone(walk, 'chat');
    case 'told': {
      const since = event.at - (walk.lastActs.get(event.userId) ?? -Infinity);
      return event.labels.includes(JOIN) && since >= UNASKED_MS ? withDone(walk, 'bell') : walk;
    }
    case 'opened':
      // Who is let into a lesson has one: nobody needs to be sent to its start any more.
      return INVITE.test(event.link) ? walk : withDone(walk, 'bell', 'join');
  }
}

/** The walk as it is shown, with what to do next for each step that is not done. */
export function viewWalk({ done }: Walk, student: StudentFacts | undefined): WalkView {
  const hints: Partial<Record<WalkStep, WalkHint>> = { bell: { pane: null, act: 'press', what: TO_LESSON } };
  if (student !== undefined) {
    const { pane } = student;
    const bind = bindHint(student);
    if (bind !== undefined) hints.bind = { pane, ...bind };
    hints.chat = { pane, act: 'press', what: chatLabel(student.labels) };
    hints.join = { pane, act: 'press', what: JOIN };
  }
  for (const step of done) delete hints[step];
  return { done: [...done], hints };
}

function bindHint(facts: StudentFacts): Omit<WalkHint, 'pane'> | undefined {
  const { said, labels, code, birthDate, fullName, phone } = facts;
  if (said.length === 0) return { act: 'press', what: START };
  const begun = said.lastIndexOf(BIND);
  if (begun < 0) return labels.includes(BIND) ? { act: 'press', what: BIND } : undefined;
  const since = said.slice(begun + 1);
  if (labels.includes(PROCEED)) return { act: 'press', what: PROCEED };
  if (!since.some((text) => lastTen(text) === lastTen(phone))) return { act: 'type', what: phone };
  if (code === undefined) return undefined;
  if (!since.some((text) => text.replace(/\s/g, '') === code)) return { act: 'type', what: code };
  if (labels.includes(PROFILE)) return { act: 'press', what: PROFILE };
  const [surname = ''] = fullName.toLowerCase().split(' ');
  if (!since.some((text) => text.toLowerCase().includes(surname))) return { act: 'type', what: fullName };
  const date = birthDate?.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3.$2.$1');
  return date === undefined || since.includes(date) ? undefined : { act: 'type', what: date };
}

/** The next button on the way into the group's chat. */
function chatLabel(labels: readonly string[]): string {
  if (labels.includes(FIRST_ENTRY)) return FIRST_ENTRY;
  return labels.find((label) => label.startsWith('Группа ')) ?? CHATS;
}

function withDone(walk: Walk, ...steps: readonly WalkStep[]): Walk {
  return steps.every((step) => walk.done.has(step))
    ? walk
    : { ...walk, done: new Set([...walk.done, ...steps]) };
}

const lastTen = (text: string): string => text.replace(/\D/g, '').slice(-10);
