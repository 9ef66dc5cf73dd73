import { labelOf } from '../keyboard.js';
import { TelegramWorld } from '../telegram/world.js';
import { isChatPeer } from '../types.js';
import { visibleButtons } from '../visible.js';
import { Cast } from './cast.js';
import { type Direction, momentOfClock } from './directions.js';
import { drawLine, INDENT, type ScriptLine } from './lines.js';
import type { PlacedLine } from './parse.js';
import { isContact, latestCode } from './phone-code.js';
import type { Consequence } from './recorder.js';
import { fillShape, readSaid } from './said.js';
import { Difference, type ReplayResult, type ReplayStage } from './stage.js';

/** Real milliseconds without anything new after which the bot is taken to have said all. */
const QUIET_MS = 400;
/** A busy machine takes its time; who waits in vain is told so all the same. */
const PATIENCE_MS = 20_000;
/** Real milliseconds that a bot may wait for a call which is not answered, and rest after it. */
const HANG_MS = 10_000;
/** Real milliseconds of silence after which the bot is given a turn of its own. */
const TURN_MS = 1_000;

/** Does what the people of a script did and looks whether the bot answers as it did then; ends at the first difference. */
export async function replay(lines: readonly PlacedLine[], stage: ReplayStage): Promise<ReplayResult> {
  const player = new Player(stage);
  let last = 1;
  try {
    for (const { line, what } of lines) {
      last = line;
      stage.progress?.(line);
      if (stage.signal?.aborted) throw new Difference('Воспроизведение остановлено');
      await player.play(what);
    }
    await player.end();
    return { ok: true, acts: player.acts, expectations: player.expectations };
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    const { reason, expected, got } = error;
    return {
      ok: false,
      line: last,
      reason,
      ...(expected !== undefined && { expected }),
      ...(got !== undefined && { got }),
    };
  } finally {
    player.close();
  }
}

class Player {
  acts = 0;
  expectations = 0;
  readonly #cast: Cast;
  readonly #came = new Map<string, ScriptLine[]>();
  readonly #contacts = new Map<number, string>();
  readonly #off: () => void;
  #news = 0;
  #patienceMs: number;
  #wake: () => void = () => undefined;
  #lastOwner = '';
  #lastRemark = '';

  constructor(readonly stage: ReplayStage) {
    this.#cast = new Cast(stage);
    this.#patienceMs = stage.patienceMs ?? PATIENCE_MS;
    this.#off = stage.recorder.on((one) => this.#hear(one));
  }

  close(): void {
    this.#off();
  }

  async play(line: ScriptLine): Promise<void> {
    switch (line.by) {
      case 'person':
        this.#lastOwner = line.who;
        return this.#say(line.who, line.text);
      case 'press':
        this.#lastOwner = line.who;
        return this.#press(line);
      case 'bot': {
        const owner = line.to ?? this.#cast.onlyOne();
        this.#lastOwner = owner;
        return this.#expect(owner, { ...line, to: owner });
      }
      case 'aside':
        this.#lastOwner = line.at ?? this.#lastOwner;
        this.#lastRemark = line.text;
        return this.#expect(this.#lastOwner, line);
      case 'direction':
        return this.#direct(line.what);
      case 'part':
        throw new Difference(
          'Диалоги, записанные рядом («---»), не говорят, что было раньше: воспроизвести их нельзя',
        );
    }
  }

  /** Nothing more may come than was recorded. */
  async end(): Promise<void> {
    for (let seen = -1; seen !== this.#news; ) {
      seen = this.#news;
      await this.#pause(QUIET_MS);
    }
    for (const [owner, [first]] of this.#came) {
      if (first !== undefined)
        throw new Difference(`После конца записи пришло ещё: ${owner}`, undefined, draw(first));
    }
  }

  async #say(who: string, text: string): Promise<void> {
    this.acts += 1;
    const { person, peerId } = this.#cast.find(who);
    const where = isChatPeer(peerId) ? peerId : undefined;
    const said = readSaid(text);
    switch (said.is) {
      case 'text':
        if (isContact(said.text)) this.#contacts.set(person.id, said.text);
        person.say(said.text, { in: peerId });
        return;
      case 'thing':
        if (said.what === 'sticker') person.sendSticker(where);
        else if (said.what === 'voice') person.sendVoice(where);
        else person.sendPhoto(where);
        return;
      case 'code': {
        const code = await this.#code(person.id);
        person.say(fillShape(said.shape, code), { in: peerId });
        return;
      }
      case 'forward':
        person.forward(
          [this.#cast.message(said.at === undefined ? peerId : this.#cast.place(said.at), said.cmid)],
          '',
          peerId,
        );
        return;
      case 'contact':
        if (!(person.world instanceof TelegramWorld))
          throw new Difference('Контакт можно послать только в Telegram');
        person.world.sendContact(person, { phone: said.phone, firstName: 'Контакт' });
        return;
      case 'ref':
        if (said.ref === undefined) throw new Difference('В записи нет кода приглашения');
        person.openRef(said.ref);
        return;
    }
  }

  #press({ who, label, of }: Extract<ScriptLine, { by: 'press' }>): void {
    this.acts += 1;
    const { person, peerId } = this.#cast.find(who);
    const conversation = this.stage.world.conversation(peerId);
    if (label === 'Начать' && conversation.messages.length === 0 && of === undefined) {
      person.start();
      return;
    }
    const message = of && this.#cast.message(of.at === undefined ? peerId : this.#cast.place(of.at), of.cmid);
    const visible = visibleButtons(conversation, message);
    const found = visible.find(({ button }) => labelOf(button) === label);
    if (found === undefined) {
      const labels = visible.map(({ button }) => `[${labelOf(button)}]`).join(' ');
      throw new Difference(`Кнопки нет: ${who}`, `[${label}]`, labels || 'ни одной кнопки');
    }
    this.stage.press(person, found);
  }

  async #direct(what: Direction): Promise<void> {
    const { stage } = this;
    switch (what.is) {
      case 'clock': {
        const at = momentOfClock(what, stage.zone);
        if (at === undefined) throw new Difference(`Такого времени нет: ${what.day} ${what.time}`);
        return stage.moveClock(at);
      }
      case 'cast':
        return this.#cast.enter(what);
      case 'permission': {
        const { person } = this.#cast.find(what.who);
        if (what.allowed) person.allow();
        else person.block();
        return;
      }
      case 'fault':
        if (what.how === 'hang') this.#patienceMs += what.times * HANG_MS;
        return stage.world.fail(what.target, what.times, what.how);
      case 'chat':
        return this.#chat(what);
    }
  }

  async #chat(what: Extract<Direction, { is: 'chat' }>): Promise<void> {
    const { person } = this.#cast.find(what.who);
    const chat = this.stage.world.chats.byPeer(this.#cast.chatCalled(what.title));
    if (chat === undefined) throw new Difference(`Чата «${what.title}» нет`);
    if (what.change === 'left') {
      if (!chat.members.has(person.id)) throw new Difference(`${what.who} не в чате «${what.title}»`);
      return person.leave(chat.peerId);
    }
    const cameByPress = this.#lastRemark.startsWith('открывается: https://vk.me/join/');
    if (what.change === 'joined' && !cameByPress && !chat.members.has(person.id)) {
      this.acts += 1;
      person.joinByLink(chat.link);
    }
    this.#lastRemark = '';
    return this.#expect(what.who, { by: 'direction', what });
  }

  async #expect(owner: string, line: ScriptLine): Promise<void> {
    this.expectations += 1;
    const end = performance.now() + this.#patienceMs;
    const queue = (): ScriptLine[] => this.#came.get(owner) ?? [];
    while (queue().length === 0) {
      const left = end - performance.now();
      if (left <= 0 || this.stage.signal?.aborted)
        throw new Difference(`Бот ничего не ответил: ${owner}`, draw(line));
      // A notice may be waiting for a clock that stands.
      if (!(await this.#pause(Math.min(left, TURN_MS)))) await this.stage.runJobs?.();
    }
    const came = queue().shift();
    if (came === undefined || draw(came) === draw(line)) return;
    throw new Difference(`Бот ответил иначе: ${owner}`, draw(line), draw(came));
  }

  /** The code that came to the contact which this person wrote last. */
  async #code(userId: number): Promise<string> {
    const contact = this.#contacts.get(userId) ?? '';
    const end = performance.now() + this.#patienceMs;
    for (;;) {
      const code = latestCode(this.stage.phone.list(), contact);
      if (code !== undefined) return code;
      const left = end - performance.now();
      if (left <= 0) throw new Difference('Код на телефон не пришёл');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        const off = this.stage.phone.on(() => {
          clearTimeout(timer);
          off();
          resolve();
        });
      });
    }
  }

  #hear({ owner, line }: Consequence): void {
    const queue = this.#came.get(owner) ?? [];
    queue.push(line);
    this.#came.set(owner, queue);
    this.#news += 1;
    this.#wake();
  }

  /** @returns whether anything came before the time was over */
  #pause(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

const draw = (line: ScriptLine): string =>
  drawLine(line.by === 'aside' ? { by: 'aside', text: line.text } : line, line.by === 'bot')
    .replaceAll(`\n${INDENT}`, '\n')
    .trim();
