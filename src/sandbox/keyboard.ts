import { z } from 'zod';
import { isJsonObject, parseJson } from './json.js';
import { VkError } from './vk-error.js';

const LABEL_MAX = 40;
const PAYLOAD_MAX = 255;
const ROW_MAX = 5;
const LIMITS = { inline: { rows: 6, buttons: 10 }, reply: { rows: 10, buttons: 40 } };

const payload = z
  .string()
  .max(PAYLOAD_MAX, 'payload is too long')
  .refine((text) => isJsonObject(parseJson(text)), 'payload must be a JSON object')
  .optional();
const label = z.string().min(1, 'label is empty').max(LABEL_MAX, 'label is too long');

const action = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), label, payload }),
  z.object({ type: z.literal('callback'), label, payload }),
  z.object({ type: z.literal('open_link'), label, link: z.url({ protocol: /^https?$/ }), payload }),
  z.object({ type: z.literal('location'), payload }),
  z.object({ type: z.literal('vkpay'), hash: z.string().min(1), payload }),
  z.object({
    type: z.literal('open_app'),
    label,
    app_id: z.number().int(),
    owner_id: z.number().int().optional(),
    hash: z.string().optional(),
    payload,
  }),
]);

/** One button, wherever it stands. */
export const buttonShape = z
  .object({ action, color: z.enum(['primary', 'secondary', 'negative', 'positive', 'default']).optional() })
  .refine((one) => one.color === undefined || one.action.type === 'text' || one.action.type === 'callback', {
    message: 'color is allowed for text and callback buttons only',
  });

const keyboardShape = z.object({
  inline: z.boolean().default(false),
  one_time: z.boolean().default(false),
  buttons: z.array(z.array(buttonShape).min(1, 'a row is empty').max(ROW_MAX, 'too many buttons in a row')),
});

/** A button that asks for the person's own contact: Telegram's alone. */
type ContactButton = {
  action: { type: 'request_contact'; label: string };
  color?: z.infer<typeof buttonShape>['color'];
};
/** One button of a keyboard. */
export type Button = z.infer<typeof buttonShape> | ContactButton;
/** A keyboard that its messenger has accepted. */
export type Keyboard = Omit<z.infer<typeof keyboardShape>, 'buttons'> & { buttons: Button[][] };

/** These fill a whole row of the client. */
const WIDE: ReadonlySet<Button['action']['type']> = new Set(['location', 'vkpay', 'open_app']);

/**
 * Reads the `keyboard` parameter as strictly as VK documents it (labels ≤ 40, payload a JSON object ≤ 255,
 * inline 6 rows and 10 buttons, reply 10 rows and 40 buttons, 5 in a row, no one_time with inline).
 * @throws VkError 911 with the first thing that is wrong
 */
export function readKeyboard(text: string): Keyboard {
  const parsed = keyboardShape.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new VkError(911, issue === undefined ? 'not JSON' : `${issue.path.join('.')} ${issue.message}`);
  }
  const keyboard = parsed.data;
  const limit = keyboard.inline ? LIMITS.inline : LIMITS.reply;
  const all = keyboard.buttons.flat();
  if (keyboard.inline && keyboard.one_time) throw new VkError(911, 'inline keyboard can not be one_time');
  if (keyboard.inline && all.length === 0) throw new VkError(911, 'inline keyboard has no buttons');
  if (keyboard.buttons.length > limit.rows) throw new VkError(911, 'too many rows');
  if (all.length > limit.buttons) throw new VkError(911, 'too many buttons');
  if (keyboard.buttons.some((row) => row.length > 1 && row.some((one) => WIDE.has(one.action.type)))) {
    throw new VkError(911, 'this button must be alone in its row');
  }
  return keyboard;
}

/** What stands on a button; buttons without a label show what they do. */
export function labelOf(one: Button): string {
  return 'label' in one.action ? one.action.label : one.action.type;
}
