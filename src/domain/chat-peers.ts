/** VK numbers its chats from here on (messages.send, `peer_id`). */
export const CHAT_PEERS = 2_000_000_000;
const CHAT_PEERS_END = CHAT_PEERS + 100_000_000;

/** Whether a number of VK's is a chat's: people's numbers lie below, and, since VK made them longer, beyond. */
export const isVkChat = (peer: number): boolean => peer >= CHAT_PEERS && peer < CHAT_PEERS_END;
