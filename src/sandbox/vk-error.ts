/** VK's error codes that the stand-in gives, with VK's own wording (schema 5.199). */
const WORDING: Readonly<Record<number, string>> = {
  1: 'Unknown error occurred',
  3: 'Unknown method passed',
  5: 'User authorization failed',
  6: 'Too many requests per second',
  7: 'Permission to perform this action is denied',
  8: 'Invalid request',
  9: 'Flood control',
  10: 'Internal server error',
  12: 'Unable to compile code',
  13: 'Runtime error occurred during code invocation',
  14: 'Captcha needed',
  15: 'Access denied',
  18: 'User was deleted or banned',
  27: 'Group authorization failed',
  29: 'Rate limit reached',
  100: 'One of the parameters specified was missing or invalid',
  104: 'Not found',
  900: "Can't send messages for users from blacklist",
  901: "Can't send messages for users without permission",
  902: "Can't send messages to this user due to their privacy settings",
  909: "Can't edit this message, because it's too old",
  911: 'Keyboard format is invalid',
  912: 'This is a chat bot feature, change this status in settings',
  913: 'Too many forwarded messages',
  914: 'Message is too long',
  917: "You don't have access to this chat",
  919: "You can't see invite link for this chat",
  920: "Can't edit this kind of message",
  924: "Can't delete this message for everybody",
  925: 'You are not admin of this chat',
  927: 'Chat does not exist',
  931: "You can't change invite link for this chat",
  932: "Your community can't interact with this peer",
  935: 'User not found in chat',
  936: 'Contact not found',
  945: 'Chat was disabled',
  2000: 'Servers number limit is reached',
};

/** A refusal in VK's terms: what the API answers instead of a response. */
export class VkError extends Error {
  /**
   * @param code VK's error code
   * @param detail what exactly is wrong; VK puts it behind its own wording
   */
  constructor(
    readonly code: number,
    detail?: string,
  ) {
    const wording = WORDING[code] ?? 'Unknown error occurred';
    super(detail === undefined ? wording : `${wording}: ${detail}`);
    this.name = 'VkError';
  }
}
