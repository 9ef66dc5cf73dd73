/** What must never reach a log, whatever library put it into a text. The order matters: the longest secrets go first. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\bv\d\.[\w-]+\.[\w-]+\.[\w-]+/g, '<signed link>'],
  [/vk1\.[\w.-]+/g, '<token>'],
  [/\d{6,}:[\w-]{30,}/g, '<token>'],
  // Telegram's token stands in the path of every call, and a stand-in's may be short.
  [/\/bot\d+:[^/\s"']+/g, '/bot<token>'],
  [/\b(?:Bearer|Basic)\s+\S+/gi, '<token>'],
  // A local page of ours may be named; every other address can be a call's link or carry a password.
  [
    /\b(?!file:)(?!http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/][^\s?#"'<>@]*(?![^\s"'<>]))([a-z][a-z0-9+.-]*):\/\/[^\s"'<>]+/gi,
    '$1://<address>',
  ],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '<e-mail>'],
  [/(?<![\w:/.-])\+\d[\d\s().-]{8,}\d(?!\w)/g, '<phone>'],
  [/(?<![\w.])[78][\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\w)/g, '<phone>'],
  [/(?<![\w.])\(?9\d{2}\)?[\s-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\w)/g, '<phone>'],
  [/(?<![\p{L}\p{N}_-])\d{3}[ -]?\d{3}(?![\p{L}\p{N}_-])/gu, '<code>'],
  [/[\w-]{40,}/g, '<secret>'],
];

/** Longer texts are cut before they are searched: a log is no place for contents. */
const LENGTH_MAX = 4_000;

/** A text without tokens, links, phones, e-mails and codes. Account numbers and ids of ours stay. */
export function scrub(text: string): string {
  return SECRETS.reduce(
    (clean, [pattern, instead]) => clean.replace(pattern, instead),
    text.slice(0, LENGTH_MAX),
  );
}

/**
 * The message of an error. Libraries quote what they were given (a body that is no JSON, a value that failed a cast, the
 * key of a duplicate), so a quotation stays only if it is a plain identifier, and Russian words never do.
 */
export function scrubMessage(message: string): string {
  const unquoted = message
    .slice(0, LENGTH_MAX)
    .replace(/dup key: \{.*\}/gs, 'dup key')
    .replace(/, .* is not valid JSON/s, ' is not valid JSON')
    .replace(/"[^"]*"|'[^']*'|«[^»]*»|`[^`]*`/g, (quoted) =>
      /^.[A-Za-z_$][\w$./-]{0,39}.$/.test(quoted) ? quoted : '"…"',
    )
    .replace(/\p{Script=Cyrillic}[\p{Script=Cyrillic}\s.,-]*/gu, '… ');
  return scrub(unquoted).slice(0, 500);
}
