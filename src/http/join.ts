import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Zone } from '../domain/time.js';
import { newReference, within } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Clock } from '../ports.js';
import { time } from '../texts/formats.js';
import { pages, type PageText } from '../texts/pages.js';
import type { JoinOpening, OpenJoin } from '../usecases/open-join.js';
import { sendPage, sendWords } from './page.js';

/** A person waits this long for the database, then reads what to do. */
const OPEN_WITHIN_MS = 5_000;

export interface JoinOptions {
  readonly openJoin: OpenJoin;
  readonly zone: Zone;
  /** The lessons are made up, and so are their calls. */
  readonly isDemo?: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * `GET /j/:token`: the page from which a person goes on to the call. Opening it changes nothing, so a preview robot uses
 * nothing up; the call's address stands in the page only while the person may join.
 */
export function joinRoutes({ openJoin, zone, clock, log, isDemo = false }: JoinOptions): Hono {
  const app = new Hono();
  app.get('/j/:token', async (c) => {
    try {
      const opening = await within(OPEN_WITHIN_MS, openJoin(c.req.param('token'), clock.now()));
      return opening.kind === 'ok' ? sendChoice(c, opening, { zone, isDemo }) : sendRefusal(c, opening);
    } catch (err) {
      const reference = newReference();
      log.error({ err, reference }, 'join link not opened');
      c.header('Retry-After', '60');
      return sendWords(c, 503, pages.busy(reference));
    }
  });
  return app;
}

function sendChoice(
  c: Context,
  { link, subject, groupName, endsAt }: Extract<JoinOpening, { kind: 'ok' }>,
  { zone, isDemo }: { zone: Zone; isDemo: boolean },
) {
  const words = pages.join;
  return sendPage(
    c,
    200,
    subject,
    html`<p>${groupName ? html`${words.group(groupName)}<br>` : ''}${words.until(time(endsAt, zone))}</p>
<h2>${words.choose()}</h2>
<a class="choice first" href="${link}" rel="noreferrer">${words.inApp()}</a>
<a class="choice" href="${link}" rel="noreferrer">${words.inBrowser()}</a>
${isDemo ? html`<p>${words.demo()}</p>` : ''}
<p class="soft">${words.hint()}</p>
<p class="soft">${words.personal()}</p>`,
  );
}

function sendRefusal(c: Context, opening: Exclude<JoinOpening, { kind: 'ok' }>) {
  const [status, text] = refusal(opening);
  return sendWords(c, status, text);
}

/** 403: not now or not you; 410: never again by this link. */
function refusal(opening: Exclude<JoinOpening, { kind: 'ok' }>): [ContentfulStatusCode, PageText] {
  switch (opening.kind) {
    case 'denied':
      return [403, pages.denied()];
    case 'dead-link':
      return [410, pages.deadLink()];
    case 'gone':
      return [410, pages.gone()];
    case 'before':
      return [403, pages.before(opening.subject)];
    case 'over':
      return [410, pages.over(opening.subject)];
    case 'cancelled':
      return [410, pages.cancelled(opening.subject)];
    case 'not-remote':
      return [403, pages.notRemote(opening.subject)];
    case 'no-link':
      return [403, pages.noLink(opening.subject)];
  }
}
