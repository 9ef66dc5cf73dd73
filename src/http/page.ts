import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { PageText } from '../texts/pages.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2433; --soft: #55607a; --paper: #f4f6fa; --card: #fff; --blue: #0059b8; --edge: #c6cedd; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef1f7; --soft: #aab4c8; --paper: #12161f; --card: #1c2230; --blue: #7ab7ff; --edge: #46516a; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--paper); color: var(--ink); font: 17px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 440px; padding: 28px 24px; background: var(--card); border: 1px solid var(--edge); border-radius: 20px; }
h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 24px 0 12px; font-size: 17px; }
p { margin: 0 0 12px; }
.soft { color: var(--soft); font-size: 15px; }
.choice { display: block; margin: 0 0 12px; padding: 16px; min-height: 56px; border: 2px solid var(--blue); border-radius: 14px; color: var(--blue); font-weight: 600; text-align: center; text-decoration: none; }
.choice.first { background: var(--blue); color: var(--card); }
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
`;

/** The only thing a page of ours may load is its own style, told by its hash. */
const PAGE_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE, 'utf8').digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

type Markup = ReturnType<typeof html>;

/** A whole page around its content; everything put in is escaped by `html`. */
export function sendPage(
  c: Context,
  status: ContentfulStatusCode,
  title: string,
  content: Markup,
): Response | Promise<Response> {
  c.header('Content-Security-Policy', PAGE_CSP);
  return c.html(
    html`<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`,
    status,
  );
}

/** A page that is nothing but words. */
export function sendWords(
  c: Context,
  status: ContentfulStatusCode,
  { title, lines }: PageText,
): Response | Promise<Response> {
  return sendPage(c, status, title, html`${lines.map((line) => html`<p>${line}</p>`)}`);
}
