import { describe, expect, it } from 'vitest';
import { vkRulesMet } from '../../src/sandbox/page/vk-rules.js';
import type { RequestRecord } from '../../src/sandbox/types.js';

const met = (more: Partial<RequestRecord>) =>
  vkRulesMet({
    number: 1,
    messenger: 'vk',
    at: 0,
    method: 'messages.send',
    params: {},
    tookMs: 1,
    ...more,
  }).map(({ text, broken }) => (broken ? `отказ: ${text}` : text));
const key = { action: { type: 'text', label: 'Да' } };

describe('whoever looks under the glass is told of a call', () => {
  it('how near it came to what VK allows at once', () => {
    const keyboard = JSON.stringify({ inline: true, buttons: [[key, key], [key]] });
    const params = { peer_ids: '1,2,3', message: 'Занятие', keyboard };
    expect(met({ params, caller: 'group', inSecond: 7 })).toEqual([
      '20 запросов в секунду на токен: это 7-й',
      '100 получателей в одном вызове: здесь 3',
      'Текст до 4096 знаков: здесь 7',
      'Кнопки под сообщением: рядов до 6, в ряду до 5, всего до 10: здесь 2 × 2',
      'random_id: повтор с тем же числом в течение часа будет отброшен',
    ]);
    expect(met({ method: 'execute', innerCalls: 25 })).toEqual(['25 вызовов в одном execute: здесь 25']);
    expect(met({ params: { keyboard: JSON.stringify({ buttons: [[key, key, key]] }) } })).toContain(
      'Клавиатура под полем: до 10 × 5, всего до 40 кнопок: здесь 1 × 3',
    );
  });

  it('that a repeat was dropped, and to how many it would have gone', () => {
    const repeated = [1, 2].map((peerId) => ({ peerId, cmid: 5 }));
    expect(met({ repeated })).toEqual(['random_id: повтор отброшен, новых сообщений нет (получателей: 2)']);
  });

  it('that a random_id is longer than VK keeps it', () => {
    expect(met({ params: { random_id: '8647344720929488' } })).toContain(
      'random_id длиннее int32: VK оставит младшие 32 бита, разные числа могут совпасть',
    );
    expect(met({ params: { random_id: '-2147483648' } })).toHaveLength(1);
  });

  it.each([
    [
      'the whole call',
      { error: { error_code: 6, error_msg: '' } },
      'ошибка 6: больше 20 запросов в секунду с одним токеном',
    ],
    [
      'one of the recipients',
      { response: [{ peer_id: 1 }, { peer_id: 2, error: { code: 901 } }] },
      'ошибка 901: человек не разрешал сообществу писать',
    ],
    [
      'recipients inside an execute',
      { response: [[{ error: { code: 902 } }], [{ error: { code: 902 } }]] },
      'ошибка 902: настройки приватности не дают написать (раз: 2)',
    ],
    [
      'a call inside an execute',
      { response: [false], execute_errors: [{ method: 'messages.send', error_code: 914, error_msg: '' }] },
      'ошибка 914: текст длиннее 4096 знаков',
    ],
    ['a code that nobody knows here', { error: { error_code: 4242, error_msg: '' } }, 'ошибка 4242'],
  ])('why VK refused %s', (_name, answer, expected) => {
    expect(met({ method: 'execute', answer })).toEqual([`отказ: ${expected}`]);
  });

  it('nothing wrong of what is no keyboard at all', () => {
    expect(met({ method: 'x', params: { keyboard: 'not JSON', template: '{}' } })).toEqual([
      'Карточек до 10, кнопок на каждой до 3: здесь 0',
    ]);
  });
});
