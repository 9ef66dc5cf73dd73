const API = '/sandbox/api';
let tell = () => {};

/** Who hears, in words, that something did not work. */
export function onProblem(listener) {
  tell = listener;
}

/** Asks the sandbox for something. @returns its answer, or `undefined` after a problem was told */
export async function ask(path, init) {
  try {
    const response = await fetch(`${API}${path}`, init);
    const answer = await response.json();
    if (response.ok && answer.refused === undefined) return answer;
    tell(answer.refused ?? answer.reason ?? 'Не получилось');
  } catch {
    tell('Песочница не отвечает. Проверьте, что бот запущен.');
  }
  return undefined;
}

/** Does something in the sandbox; what comes of it arrives by the feed. */
export function post(path, body = {}) {
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * Loads the state and follows the feed, for as long as the page is open.
 * @param begin takes a whole state @param go takes one event
 */
export async function follow(begin, go) {
  const state = await ask('/state');
  if (state === undefined) return void setTimeout(() => follow(begin, go), 2000);
  begin(state);
  const source = new EventSource(`${API}/events?after=${encodeURIComponent(state.position)}`);
  const anew = () => {
    source.close();
    void follow(begin, go);
  };
  source.addEventListener('message', (event) => go(JSON.parse(event.data)));
  source.addEventListener('lost', anew);
  // The browser itself goes on after a broken connection; where it gives up, we begin anew.
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(anew, 2000);
  });
}
