import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Standin, standin } from './standin.js';

let vk: Standin;
let anna: number;

beforeEach(async () => {
  vk = await standin();
  anna = vk.world.addPerson({ firstName: 'Анна', lastName: 'Ким', allowed: 'yes' }).id;
});
afterEach(async () => {
  await vk.stop();
});

const button = (label = 'Выбрать') => ({ action: { type: 'text', label, payload: '{}' }, color: 'primary' });
const card = (more: object = {}) => ({
  title: 'Математика',
  description: 'Дистанционно',
  photo_id: '-1_2',
  action: { type: 'open_photo' },
  buttons: [button()],
  ...more,
});
const carousel = (...elements: readonly object[]) => JSON.stringify({ type: 'carousel', elements });
const send = (template: string, message = 'Ваши предметы') =>
  vk.call('messages.send', { peer_id: anna, random_id: 1, message, template });

describe('a carousel', () => {
  test('of ten cards at VK’s limits is shown, beside a reply keyboard', async () => {
    const full = card({ title: 'я'.repeat(80), buttons: [button(), button(), button()] });
    expect((await send(carousel(...Array(10).fill(full)))).error).toBeUndefined();
    const [message] = vk.world.conversation(anna).messages;
    expect(message?.template?.elements).toHaveLength(10);
  });

  test.each([
    ['no words beside it', carousel(card()), ''],
    ['no cards', carousel()],
    ['eleven cards', carousel(...Array(11).fill(card()))],
    ['a title of 81 letters', carousel(card({ title: 'я'.repeat(81) }))],
    ['a description of 81 letters', carousel(card({ description: 'я'.repeat(81) }))],
    ['a title without a description', carousel(card({ description: undefined }))],
    ['neither title nor picture', carousel(card({ title: undefined, photo_id: undefined }))],
    ['no buttons', carousel(card({ buttons: [] }))],
    ['four buttons', carousel(card({ buttons: [button(), button(), button(), button()] }))],
    ['a label of 41 letters', carousel(card({ buttons: [button('я'.repeat(41))] }))],
    ['cards of different build', carousel(card(), card({ action: undefined }))],
    ['cards with unequal buttons', carousel(card(), card({ buttons: [button(), button()] }))],
    ['another template', JSON.stringify({ type: 'list', elements: [card()] })],
    ['no JSON', '{'],
  ])('with %s is refused', async (_what, template, message = 'Слова') => {
    expect((await send(template, message)).error?.error_code).toBe(100);
    expect(vk.world.conversation(anna).messages).toEqual([]);
  });

  test('needs the bot features of the community', async () => {
    vk.world.botFeatures = false;
    expect((await send(carousel(card()))).error?.error_code).toBe(912);
  });
});
