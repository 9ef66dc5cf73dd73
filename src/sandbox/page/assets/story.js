import { bringUp, fieldOf, fill, findButton, findButtonLike, isCalm, pause, point, waitFor } from './hand.js';

const LOOK_MS = 750;
const READ_MS = 900;
const LETTER_MS = 28;
const BIND = 'Привязать учебный профиль VK ID';
const JOIN = 'Присоединиться с видео';
/** Panes in which the bell may be heard. */
const HEARERS = {
  Студент: 'студент',
  Преподаватель: 'преподаватель',
  Родитель: 'родитель',
  'Чат группы': 'чат группы',
};

/**
 * Plays the whole story on the page, with its own buttons and fields, at a pace that can be followed.
 * @param done steps of the walk that are done already @param say takes what is being done, in words
 * @returns the last word
 */
export async function playStory(done, say, signal) {
  const hand = new Hand(say, signal);
  try {
    if (!done.includes('bind')) await bind(hand, 'Студент');
    if (!done.includes('others')) {
      await bind(hand, 'Преподаватель');
      await bind(hand, 'Родитель');
      await remindParent(hand);
    }
    if (!done.includes('chat')) await enterChat(hand);
    await ring(hand);
    return 'Готово: студент на пороге занятия. «Перейти» откроет страницу входа. Теперь попробуйте сами.';
  } catch (reason) {
    return signal.aborted
      ? 'Показ остановлен. Можно продолжить самому.'
      : `Показ прервался: ${reason instanceof Missing ? reason.message : 'бот ответил не так, как ждали'}. Можно продолжить самому.`;
  }
}

class Missing extends Error {}

/** Presses and types in a pane, so that the visitor sees what and why. */
class Hand {
  constructor(say, signal) {
    this.say = say;
    this.signal = signal;
  }

  async press(pane, label, find = findButton) {
    if (pane !== null) bringUp(pane);
    const button = await waitFor(() => find(pane, label), this.signal).catch((reason) => {
      throw this.signal.aborted ? reason : new Missing(`нет кнопки «${label}»`);
    });
    point(button);
    await pause(LOOK_MS, this.signal);
    // The page may have been drawn anew while it was looked at.
    (find(pane, label) ?? button).click();
    await pause(READ_MS, this.signal);
  }

  async type(pane, text) {
    bringUp(pane);
    const field = await waitFor(() => fieldOf(pane), this.signal);
    point(field);
    if (!isCalm()) {
      for (let end = 1; end < text.length; end += 1) {
        fill(field, text.slice(0, end));
        await pause(LETTER_MS, this.signal);
      }
    }
    fill(field, text);
    await pause(LOOK_MS / 2, this.signal);
    await this.press(pane, 'Отправить', () => fieldOf(pane)?.form.querySelector('.send'));
  }
}

async function bind(hand, pane) {
  const { say, signal } = hand;
  const who = pane.toLowerCase();
  const [name, ...facts] = factsOf(pane);
  const phone = facts.at(-1);
  say(`${pane}: «Начать». Бот здоровается.`);
  if (findButton(pane, 'Начать')) await hand.press(pane, 'Начать');
  // Bound before: there is nothing more to do.
  await waitFor(() => findButton(pane, BIND) ?? findButton(pane, 'Занятия'), signal);
  if (findButton(pane, BIND) === undefined) return;
  say(`${pane} привязывает учебный профиль и соглашается на обработку данных.`);
  await hand.press(pane, BIND);
  await hand.press(pane, 'Продолжить');
  say(`${pane} пишет телефон, который знает колледж.`);
  const before = textsOf().length;
  await hand.type(pane, phone);
  say('Код пришёл на телефон: он в панели «Телефон».');
  const code = await waitFor(() => (textsOf().length > before ? codeIn(textsOf()[0]) : undefined), signal);
  if (getComputedStyle(document.querySelector('.tabs')).display === 'none') {
    point(document.querySelector('#pane-phone .texts li'));
  } else bringUp('Телефон');
  await pause(READ_MS, signal);
  await hand.type(pane, code);
  say(`Код верный. Осталось сверить запись: ${who} пишет, кто он.`);
  await hand.press(pane, 'Создать учебный профиль');
  await hand.type(pane, name);
  if (facts.length > 1) await hand.type(pane, facts[0]);
  await waitFor(() => findButton(pane, 'Занятия'), signal);
  say(`${pane} привязан.`);
  await pause(READ_MS, signal);
}

async function remindParent(hand) {
  hand.say('Родитель включает напоминания о занятиях ребёнка.');
  await hand.press('Родитель', 'Настройки');
  const [, child] = factsOf('Студент')[0].split(' ');
  const label = `Напоминать: ${child}`;
  await waitFor(() => findButtonLike('Родитель', 'Отменить привязку'), hand.signal);
  if (findButton('Родитель', label)) await hand.press('Родитель', label);
}

async function enterChat(hand) {
  hand.say('Студент входит в чат своей группы: бот даёт ссылку только тем, кто в списках.');
  await hand.press('Студент', 'Чаты');
  await hand.press('Студент', 'Группа ', findButtonLike);
  await hand.press('Студент', 'Войти в Сферум');
}

async function ring(hand) {
  hand.say('Часы колледжа идут к началу пары. Уведомление придёт само.');
  const before = Object.keys(HEARERS).map(joinsIn);
  await hand.press(null, 'К началу пары');
  bringUp('Студент');
  const hearers = () => Object.keys(HEARERS).filter((pane, at) => joinsIn(pane) > before[at]);
  await waitFor(() => hearers().includes('Студент'), hand.signal);
  await pause(READ_MS, hand.signal);
  hand.say(
    `Звонок. О занятии узнали одновременно: ${hearers()
      .map((pane) => HEARERS[pane])
      .join(', ')}.`,
  );
  await pause(READ_MS * 3, hand.signal);
  hand.say('Студент присоединяется. Бот ещё раз проверяет, можно ли ему, и открывает страницу входа.');
  await hand.press('Студент', JOIN);
  const link = await waitFor(() => document.querySelector('.card a'), hand.signal);
  point(link);
}

/** Name, then maybe the birth date, then the phone, as they stand above a dialog. */
function factsOf(pane) {
  const place = [...document.querySelectorAll('.pane')].find((one) => one.ariaLabel === pane);
  const facts = [...(place?.querySelectorAll('.facts button') ?? [])].map((one) => one.textContent.trim());
  if (facts.length < 2) throw new Missing(`нет панели «${pane}»`);
  return facts;
}

const textsOf = () =>
  [...document.querySelectorAll('#pane-phone .texts .text')].map((one) => one.textContent);
const codeIn = (text) => /\b\d{6}\b/.exec(text)?.[0];

function joinsIn(pane) {
  const place = [...document.querySelectorAll('.pane')].find((one) => one.ariaLabel === pane);
  return [...(place?.querySelectorAll('.log button') ?? [])].filter((one) => one.textContent.trim() === JOIN)
    .length;
}
