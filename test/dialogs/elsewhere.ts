/** What a dialog is elsewhere than in VK, whose transcripts lie in the files: taken off both before they are compared. */
type Difference = { readonly why: string; readonly of: RegExp; readonly as: string };

const IN_TELEGRAM: readonly Difference[] = [
  {
    why: 'a button under the text field shares the phone, and the keyboard that stood there comes back after it',
    of: /\n {6}⌨ .*/g,
    as: '',
  },
  {
    why: 'while the phone is asked for, this keyboard stands there too',
    of: /( < (?:Напишите телефон|Это не похоже на телефон|Код с листка не подошёл|Коды (?:по СМС|на почту)).*)\n {6}\[Назад\] \[Отмена\]/g,
    as: '$1',
  },
  {
    why: 'nobody can send an empty message',
    of: /^\S+ > \nБот.* < Такие сообщения я не читаю.*\n(?: {6}\[.*\n)+/gm,
    as: '',
  },
  {
    why: 'a press opens no address: it comes on a button of its own above the others, which has to be pressed',
    of: /\n {6}\(всплывает: Ссылка готова\. Нажмите «([^»]+)»\)\n.* < \(исправлено\)[^]*?\[\1\]\n(?: {6}.*\n)*.* \[\1\](?=\n {6}\(открывается)/g,
    as: '',
  },
];

/** A transcript without what the two messengers do each in its own way. */
export const common = (text: string): string =>
  IN_TELEGRAM.reduce((rest, { of, as }) => rest.replace(of, as), text);
