/** What each messenger calls itself and its things. */
const MESSENGERS = {
  vk: {
    name: 'VK',
    blocked: 'Сообщения от сообщества запрещены: бот сюда не напишет.',
    link: 'Код приглашения или ссылка vk.me',
  },
  telegram: {
    name: 'Telegram',
    blocked: 'Бот заблокирован: он сюда не напишет.',
    link: 'Код приглашения или ссылка t.me',
  },
};

/** @param name as the sandbox has it */
export const messengerOf = (name) => MESSENGERS[name];

/** Links that lead into a messenger: it opens them itself, the browser needs not. */
export const LEADS_INSIDE = /^(https?:\/\/)?((m\.)?vk|t)\.me\//;
