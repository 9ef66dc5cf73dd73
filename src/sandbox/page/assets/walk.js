import { html, useEffect, useRef, useState } from './vendor.js';
import { pointTo, typeInto } from './hand.js';
import { playStory } from './story.js';

const STEPS = {
  bind: {
    title: 'Привяжите студента',
    text: 'Бот узнаёт человека по спискам колледжа. Код приходит на телефон: он в панели «Телефон».',
  },
  others: { title: 'Другие роли, по желанию', mayBeLeft: true },
  chat: { title: 'Чат группы, по желанию', mayBeLeft: true },
  bell: {
    title: 'Переведите часы',
    text: 'Уведомление придёт само. До этого можно так же привязать преподавателя и родителя, войти студентом в чат группы («Чаты» → «Группа»): тогда узнают все сразу.',
  },
  join: {
    title: 'Присоединитесь к занятию',
    text: 'Бот проверит, что человека ждут на этом занятии, и откроет страницу входа.',
  },
};

/** The short walk of a first visit. Steps tick themselves off as they happen, whoever did it and how. */
export function Walk({ walk, close }) {
  const [said, setSaid] = useState('');
  const playing = useRef(undefined);
  const [isPlaying, setPlaying] = useState(false);
  const isDone = (step) => walk.done.includes(step);
  const shown = Object.keys(STEPS).find((step) => !isDone(step) && !STEPS[step].mayBeLeft);

  const stop = () => playing.current?.abort();
  useEffect(() => {
    const onKeyDown = (event) => event.key === 'Escape' && stop();
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, []);
  const play = async () => {
    playing.current = new AbortController();
    setPlaying(true);
    const ending = await playStory(walk.done, setSaid, playing.current.signal);
    setPlaying(false);
    setSaid(ending);
  };
  return html`<aside class="walk" aria-label="Как попробовать">
    <div class="walk-head">
      <p class="lead">Бот колледжа целиком, но вместо VK и Telegram эта страница. Люди вымышлены, наружу ничего не уходит.</p>
      ${
        isPlaying
          ? html`<button class="vk negative" onClick=${stop}>Остановить</button>`
          : html`<button class="vk secondary" onClick=${play}>Показать всё самому</button>`
      }
      <button class="close" aria-label="Скрыть подсказки" title="Скрыть подсказки" onClick=${close}>×</button>
    </div>
    <ol class="walk-steps">
      ${Object.entries(STEPS).map(([step, { title }], i) => {
        const mark = isDone(step) ? 'done' : step === shown ? 'current' : '';
        return html`<li key=${step} class=${mark} aria-current=${step === shown ? 'step' : undefined}>
          <span class="mark" aria-hidden="true">${isDone(step) ? '✓' : i + 1}</span>
          <span class="step-title">${title}</span>${isDone(step) && html`<span class="hidden">, сделано</span>`}
        </li>`;
      })}
    </ol>
    <div class="walk-now" role="status">
      ${
        said !== ''
          ? html`<p>${said}</p>`
          : shown === undefined
            ? html`<p>Всё получилось. Дальше можно что угодно: «Занятия», «Настройки», «Сбои», другие люди.</p>`
            : html`<p>${STEPS[shown].text}</p><${Hint} hint=${walk.hints[shown]} />`
      }
    </div>
  </aside>`;
}

/** What to do next, and help with it. */
function Hint({ hint }) {
  if (hint === undefined) return null;
  const { pane, act, what } = hint;
  const where = pane === null ? 'наверху' : `в панели «${pane}»`;
  return act === 'press'
    ? html`<p class="walk-hint">Сейчас: ${where} нажмите «${what}» <button class="quiet" onClick=${() => pointTo(pane, what)}>Где это?</button></p>`
    : html`<p class="walk-hint">Сейчас: ${where} напишите <b>${what}</b> <button class="quiet" onClick=${() => typeInto(pane, what)}>Вставить</button></p>`;
}
