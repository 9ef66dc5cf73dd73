/** A moment as the college's clocks show it. */
export const timeOf = (at, zone) => show(at, zone, { hour: '2-digit', minute: '2-digit' });

/** The same with seconds, where the order of things matters. */
export const timeWithSeconds = (at, zone) =>
  show(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A moment's day, in words. */
export const dayOf = (at, zone) => show(at, zone, { weekday: 'short', day: 'numeric', month: 'long' });

/** A moment as fields for a day and a time take it. */
export function dayAndTimeIn(at, zone) {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
  return { day, time: timeOf(at, zone) };
}

/** A date as people write it; the roster may have it the other way round. */
export const writtenDate = (text) => text.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3.$2.$1');

/** A phone or an address of mail as people write it. */
export const writtenContact = (text) => text.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2-$3-$4');

const known = new Map();

function show(at, timeZone, options) {
  const key = `${timeZone} ${Object.keys(options).join()}`;
  if (!known.has(key)) known.set(key, new Intl.DateTimeFormat('ru-RU', { ...options, timeZone }));
  return known.get(key).format(at);
}

/** Text cut into plain words, links and names: VK writes a mention as `[club1|@college]`. */
export function partsOf(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(
    /https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)]|\[(?:club|public|id)\d+\|([^\]]+)\]/g,
  )) {
    parts.push({ text: text.slice(end, found.index) });
    parts.push(found[1] === undefined ? { link: found[0] } : { text: found[1] });
    end = found.index + found[0].length;
  }
  parts.push({ text: text.slice(end) });
  return parts.filter((part) => part.link !== undefined || part.text !== '');
}

/** Two letters that stand for a name on an avatar. */
export const initialsOf = (name) =>
  name
    .split(' ')
    .slice(0, 2)
    .map((word) => word[0] ?? '')
    .join('');

/** One of five colours, always the same for a person. */
export const tintOf = (id) => Math.abs(id) % 5;

/** The site that a link leads to. */
export const hostOf = (link) => new URL(link).host;

/** A message's beginning, by which it is named elsewhere. */
export function excerptOf({ text }) {
  const [line = ''] = (text || 'без текста').split('\n');
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
