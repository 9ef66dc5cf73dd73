import { capabilities } from '../../domain/capabilities.js';
import type { Button, Keyboard, OutMessage } from '../../domain/messages.js';
import { clip } from '../../texts/formats.js';
import { encodeAction } from '../payload.js';

const { textMax: TEXT_MAX, labelMax: LABEL_MAX, ...LIMITS } = capabilities.vk;

const COLORS = {
  primary: 'primary',
  secondary: 'secondary',
  positive: 'positive',
  negative: 'negative',
} as const;

type VkButton = Exclude<Button, { kind: 'contact' }>;
/** VK lets nobody share a phone. */
const isVkButton = (button: Button): button is VkButton => button.kind !== 'contact';

const renderButton = (button: VkButton) => {
  if (button.kind === 'link') {
    return { action: { type: 'open_link', link: button.url, label: clip(button.label, LABEL_MAX) } };
  }
  return {
    action: {
      type: button.kind === 'say' ? 'text' : 'callback',
      label: clip(button.label, LABEL_MAX),
      payload: encodeAction(button.action),
    },
    color: COLORS[button.tone ?? 'secondary'],
  };
};

/** A keyboard as VK takes it. One that breaks VK's limits is a fault of ours and is told before VK refuses it (911). */
function renderKeyboard({ place, rows }: Keyboard): string {
  const limit = LIMITS[place];
  const filled = rows.map((row) => row.filter(isVkButton)).filter((row) => row.length > 0);
  const total = filled.reduce((sum, row) => sum + row.length, 0);
  if (
    filled.length > limit.rows ||
    total > limit.buttons ||
    filled.some((row) => row.length > limit.perRow)
  ) {
    throw new Error(
      `A ${place} keyboard of ${filled.length} rows and ${total} buttons is more than VK takes`,
    );
  }
  const keyboard = { inline: place === 'inline', buttons: filled.map((row) => row.map(renderButton)) };
  return JSON.stringify(place === 'menu' ? { ...keyboard, one_time: false } : keyboard);
}

/** Parameters of messages.send and messages.edit for a message. Links are not previewed and names never mention anyone. */
export function renderMessage({ text, keyboard }: OutMessage): Record<string, string | number> {
  return {
    message: clip(text, TEXT_MAX),
    dont_parse_links: 1,
    disable_mentions: 1,
    ...(keyboard && { keyboard: renderKeyboard(keyboard) }),
  };
}
