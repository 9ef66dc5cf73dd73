import { VkError } from './vk-error.js';
import type { Attachment } from './types.js';

const ATTACHMENTS_MAX = 10;
const LENGTH_MAX = 9000;

/** A sticker as a person sends it. */
export function sticker(): Attachment {
  const image = { url: 'data:,', width: 64, height: 64 };
  return {
    type: 'sticker',
    sticker: { inner_type: 'base_sticker_new', sticker_id: 9008, product_id: 279, images: [image] },
  };
}

/** A voice message as a person sends it. */
export function voice(ownerId: number): Attachment {
  return {
    type: 'audio_message',
    audio_message: {
      id: 1,
      owner_id: ownerId,
      duration: 3,
      link_mp3: 'data:,',
      link_ogg: 'data:,',
      waveform: [0, 5, 9, 4],
    },
  };
}

/** A picture as a person sends it. */
export function photo(ownerId: number, id = 1): Attachment {
  const sizes = [{ type: 'm', url: 'data:,', width: 130, height: 87 }];
  return { type: 'photo', photo: { id, owner_id: ownerId, album_id: -3, date: 0, has_tags: false, sizes } };
}

/**
 * Reads the `attachment` parameter: `<type><owner>_<id>[_<key>]`, by commas.
 * @throws VkError 100 for more than ten, or for one that is not of this form
 */
export function readAttachments(text: string): Attachment[] {
  if (text.length > LENGTH_MAX) throw new VkError(100, 'attachment is too long');
  const parts = text.split(',').filter((part) => part !== '');
  if (parts.length > ATTACHMENTS_MAX) throw new VkError(100, 'too many attachments');
  return parts.map((part) => {
    const found = /^(photo|video|audio|doc|wall|market|poll|audio_message)(-?\d+)_(\d+)(?:_\w+)?$/.exec(
      part.trim(),
    );
    if (found === null) throw new VkError(100, 'attachment is invalid');
    const [, type = '', owner, id] = found;
    if (type === 'photo') return photo(Number(owner), Number(id));
    return { type, [type]: { owner_id: Number(owner), id: Number(id) } };
  });
}
