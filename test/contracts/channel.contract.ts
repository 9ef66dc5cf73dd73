import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Messenger } from '../../src/app/messengers.js';
import { capabilities } from '../../src/domain/capabilities.js';
import type { OutMessage } from '../../src/domain/messages.js';
import type { Outcome } from '../../src/domain/notices.js';
import type { World } from '../../src/sandbox/world.js';
import { leaving } from '../support/leaving.js';

/** A messenger of ours before its stand-in, with an echo in place of the core. */
export interface ChannelBench {
  readonly messenger: Messenger;
  readonly world: World;
  /** How the messenger calls the sending of a message, and a message that comes. */
  readonly sending: string;
  readonly coming: string;
  /** How it asks to go slower. */
  readonly slower: number;
  /** Another process with the same token and database. */
  another(): Promise<Messenger>;
  /** Whether the messenger serves us. */
  ready(): Promise<boolean>;
  /** The same asked by a process whose token the messenger does not know. */
  astray(): Promise<boolean>;
  stop(): Promise<void>;
}

const BELL: OutMessage = {
  text: 'Началось занятие: Математика',
  keyboard: {
    place: 'inline',
    rows: [[{ kind: 'press', label: 'Присоединиться с видео', action: { do: 'join', lesson: 'l1' } }]],
  },
};

/** What every messenger must do, whatever it is called. */
export function describeChannel(name: string, make: () => Promise<ChannelBench>) {
  describe(`${name}: notices`, () => {
    let bench: ChannelBench;
    beforeEach(async () => {
      bench = await make();
    });
    afterEach(() => bench.stop());

    const person = (id: number) => {
      const { world } = bench;
      return world.addPerson({ id, firstName: 'Анна', lastName: 'Тестова', allowed: 'yes' });
    };
    const heard = (id: number): string[] =>
      bench.world
        .conversation(id)
        .messages.filter(({ fromId }) => fromId < 0)
        .map(({ text }) => text);
    const send = async (...ids: number[]): Promise<(Outcome | undefined)[]> => {
      const { notices } = bench.messenger;
      const outcomes = await notices.send(BELL, ids.map(String), 77, leaving(5_000));
      return ids.map((id) => outcomes.get(String(id)));
    };

    it('reach as many people in a call as the messenger takes, each once', async () => {
      const { recipientsPerCall } = capabilities[bench.messenger.channel];
      const ids = Array.from({ length: recipientsPerCall }, (_, index) => 501 + index);
      for (const id of ids) person(id);
      expect(await bench.messenger.notices.turn?.(ids.map(String))).toBeUndefined();
      expect(new Set((await send(...ids)).map((one) => one?.kind))).toEqual(new Set(['sent']));
      for (const id of ids) expect(heard(id)).toEqual([BELL.text]);
    });

    it('tell who can’t be written to: blocked, and never met', async () => {
      person(501).block();
      expect(await send(501)).toEqual([{ kind: 'gone' }]);
      expect(await send(987_654)).toEqual([{ kind: 'gone' }]);
      expect(heard(501)).toEqual([]);
    });

    it('that the messenger is too busy for are no try of anybody’s', async () => {
      person(501);
      bench.world.fail(bench.sending, 1, { code: bench.slower });
      const [outcome] = await send(501);
      expect(outcome).toMatchObject({ kind: 'wait' });
      expect(outcome?.kind === 'wait' && outcome.afterMs).toBeGreaterThan(0);
      expect(heard(501)).toEqual([]);
    });

    it('whose answer got lost are told as such, where a repeat would be seen', async () => {
      person(501);
      const { dropsRepeats } = capabilities[bench.messenger.channel];
      // A gateway that may repeat safely asks again by itself.
      bench.world.fail(bench.sending, dropsRepeats ? 9 : 1, 'lose-reply');
      const [outcome] = await send(501);
      expect(outcome).toMatchObject({ kind: 'retry', ...(dropsRepeats ? {} : { maybeSent: true }) });
      expect(heard(501)).toEqual([BELL.text]);
    }, 20_000);

    it('have room while nothing holds them up', () => {
      expect(bench.messenger.notices.room()).toBeGreaterThan(0);
    });

    it('said outside of a dialog reach one, and break on nobody', async () => {
      const { channel, teller } = bench.messenger;
      person(501);
      person(502).block();
      await teller.tell({ channel, id: '502' }, { text: 'Слово' });
      await teller.tell({ channel, id: '501' }, { text: 'Слово' });
      expect([heard(501), heard(502)]).toEqual([['Слово'], []]);
    });
  });

  describe(`${name}: readiness`, () => {
    let bench: ChannelBench;
    beforeEach(async () => {
      bench = await make();
    });
    afterEach(() => bench.stop());

    it('is told as it is, to a bot that people reach', async () => {
      expect(await bench.ready()).toBe(true);
    });

    it('is never told to an operator whose token is wrong, however often it is asked', async () => {
      expect([await bench.astray(), await bench.astray(), await bench.astray()]).toEqual([
        false,
        false,
        false,
      ]);
    });
  });

  describe(`${name}: what people write`, () => {
    let bench: ChannelBench;
    beforeEach(async () => {
      bench = await make();
    });
    afterEach(() => bench.stop());

    const talk = (id: number) => {
      const { world } = bench;
      const someone = world.addPerson({ id, firstName: 'Борис', lastName: 'Тестов', allowed: 'yes' });
      const answers = (): string[] =>
        world
          .conversation(id)
          .messages.filter(({ fromId }) => fromId < 0)
          .map(({ text }) => text);
      return { someone, answers };
    };

    it('is answered in the order of writing', async () => {
      const { someone, answers } = talk(601);
      for (const word of ['раз', 'два', 'три']) someone.say(word);
      await expect.poll(answers, { timeout: 5_000 }).toEqual(['раз', 'два', 'три']);
    });

    it('is answered once though the messenger tells of it twice', async () => {
      const { someone, answers } = talk(602);
      bench.world.fail(bench.coming, 1, 'twice');
      someone.say('раз');
      someone.say('два');
      await expect.poll(answers, { timeout: 5_000 }).toEqual(['раз', 'два']);
    });

    it('is answered once though two processes listen', async () => {
      await bench.another();
      const { someone, answers } = talk(603);
      someone.say('раз');
      someone.say('два');
      await expect.poll(answers, { timeout: 5_000 }).toEqual(['раз', 'два']);
    });

    it('is answered after the messenger was away for a moment', async () => {
      const { someone, answers } = talk(604);
      bench.world.fail(bench.sending, 2, { status: 502 });
      someone.say('раз');
      await expect.poll(answers, { timeout: 10_000 }).toEqual(['раз']);
    });
  });
}
