import { isJsonObject, parseJson, type Json } from '../json.js';
import type { RequestRecord } from '../types.js';
import { vkErrorInWords } from './vk-errors.js';

/** A rule of VK that a call met: kept, or the one that VK refused it by. */
export type Rule = { readonly text: string; readonly broken: boolean };

const PER_SECOND = { group: 20, user: 3 };
const PRESS_METHOD = 'messages.sendMessageEventAnswer';

/** Which of VK's rules a call came near to, with its own numbers, and which it was refused by. */
export function vkRulesMet(request: RequestRecord): Rule[] {
  const { method, params, caller = 'group', inSecond, innerCalls, repeated = [] } = request;
  const kept: string[] = [];
  if (inSecond !== undefined)
    kept.push(`${PER_SECOND[caller]} запросов в секунду на токен: это ${inSecond}-й`);
  if (innerCalls !== undefined) kept.push(`25 вызовов в одном execute: здесь ${innerCalls}`);
  if (params['peer_ids'] !== undefined)
    kept.push(`100 получателей в одном вызове: здесь ${params['peer_ids'].split(',').length}`);
  if (params['message'] !== undefined) kept.push(`Текст до 4096 знаков: здесь ${params['message'].length}`);
  if (params['keyboard'] !== undefined) kept.push(...keyboardRules(params['keyboard']));
  if (params['template'] !== undefined) kept.push(...carouselRules(params['template']));
  if (repeated.length > 0)
    kept.push(`random_id: повтор отброшен, новых сообщений нет (получателей: ${repeated.length})`);
  else if (method === 'messages.send')
    kept.push('random_id: повтор с тем же числом в течение часа будет отброшен');
  if (isLongerThanInt32(params['random_id']))
    kept.push('random_id длиннее int32: VK оставит младшие 32 бита, разные числа могут совпасть');
  if (method === 'messages.edit') kept.push('Править можно сутки; не присланная заново клавиатура исчезает');
  if (method === PRESS_METHOD) kept.push('На нажатие отвечают один раз, в течение минуты');
  return [
    ...kept.map((text) => ({ text, broken: false })),
    ...errorsIn(request.answer).map((text) => ({ text, broken: true })),
  ];
}

function isLongerThanInt32(text = ''): boolean {
  return /^-?\d+$/.test(text) && BigInt.asIntN(32, BigInt(text)) !== BigInt(text);
}

function keyboardRules(text: string): string[] {
  const keyboard = parseJson(text);
  const rows = isJsonObject(keyboard) && Array.isArray(keyboard['buttons']) ? keyboard['buttons'] : [];
  if (!isJsonObject(keyboard) || rows.length === 0) return [];
  const lengths = rows.map((row: Json) => (Array.isArray(row) ? row.length : 0));
  const size = `здесь ${lengths.length} × ${Math.max(...lengths)}`;
  return keyboard['inline'] === true
    ? [`Кнопки под сообщением: рядов до 6, в ряду до 5, всего до 10: ${size}`]
    : [`Клавиатура под полем: до 10 × 5, всего до 40 кнопок: ${size}`];
}

function carouselRules(text: string): string[] {
  const template = parseJson(text);
  const cards = isJsonObject(template) && Array.isArray(template['elements']) ? template['elements'] : [];
  return [`Карточек до 10, кнопок на каждой до 3: здесь ${cards.length}`];
}

/** Refusals of the whole call, of single recipients, and of calls inside an `execute`. */
function errorsIn(answer: Json | undefined): string[] {
  if (!isJsonObject(answer)) return [];
  const whole = codeIn(answer['error'], 'error_code');
  const inner = listOf(answer['execute_errors']).map((one) => codeIn(one, 'error_code'));
  const single = [answer['response'], ...listOf(answer['response'])]
    .flatMap(listOf)
    .map((one) => (isJsonObject(one) ? codeIn(one['error'], 'code') : undefined));
  const codes = [whole, ...inner, ...single].filter((code) => code !== undefined);
  return [...new Set(codes)].map((code) => {
    const times = codes.filter((one) => one === code).length;
    return times > 1 ? `${vkErrorInWords(code)} (раз: ${times})` : vkErrorInWords(code);
  });
}

function codeIn(value: Json | undefined, name: string): number | undefined {
  const code = isJsonObject(value) ? value[name] : undefined;
  return typeof code === 'number' ? code : undefined;
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
