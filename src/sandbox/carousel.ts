import { z } from 'zod';
import { parseJson } from './json.js';
import { buttonShape } from './keyboard.js';
import { VkError } from './vk-error.js';

const TEXT_MAX = 80;
const CARDS_MAX = 10;
const BUTTONS_MAX = 3;

const words = z.string().min(1).max(TEXT_MAX);
const card = z
  .object({
    title: words.optional(),
    description: words.optional(),
    photo_id: z
      .string()
      .regex(/^-?\d+_\d+(_\w+)?$/)
      .optional(),
    action: z
      .discriminatedUnion('type', [
        z.object({ type: z.literal('open_link'), link: z.url({ protocol: /^https?$/ }) }),
        z.object({ type: z.literal('open_photo') }),
      ])
      .optional(),
    buttons: z.array(buttonShape).min(1, 'has no buttons').max(BUTTONS_MAX, 'has too many buttons'),
  })
  .refine((one) => one.title !== undefined || one.photo_id !== undefined, 'needs a title or a photo')
  .refine(
    (one) => one.title === undefined || one.description !== undefined,
    'has a title but no description',
  );

const templateShape = z.object({
  type: z.literal('carousel'),
  elements: z.array(card).min(1, 'is empty').max(CARDS_MAX, 'has too many elements'),
});

/** A row of cards that VK would accept. */
export type Carousel = z.infer<typeof templateShape>;

/**
 * Reads the `template` parameter as strictly as VK documents it: 1 to 10 cards built like the first one, title and
 * description ≤ 80, 1 to 3 buttons each. Which error VK gives for a bad one is not documented; here it is 100.
 * @throws VkError 100 with the first thing that is wrong
 */
export function readCarousel(text: string): Carousel {
  const parsed = templateShape.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new VkError(
      100,
      `template ${issue === undefined ? 'is invalid' : `${issue.path.join('.')} ${issue.message}`}`,
    );
  }
  const built = parsed.data.elements.map(buildOf);
  if (built.some((one) => one !== built[0])) {
    throw new VkError(100, 'template elements must have the same structure');
  }
  return parsed.data;
}

function buildOf(one: Carousel['elements'][number]): string {
  const has = (name: 'title' | 'description' | 'photo_id' | 'action'): string => (name in one ? name : '');
  return [has('title'), has('description'), has('photo_id'), has('action'), one.buttons.length].join();
}
