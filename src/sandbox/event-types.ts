/** The event types that a community may switch on and off for Long Poll and for each Callback server. */
const EVENT_TYPES = [
  'message_new',
  'message_reply',
  'message_allow',
  'message_deny',
  'message_edit',
  'message_event',
  'message_typing_state',
  'message_read',
  'message_reaction_event',
  'photo_new',
  'audio_new',
  'video_new',
  'wall_reply_new',
  'wall_reply_edit',
  'wall_reply_delete',
  'wall_reply_restore',
  'wall_post_new',
  'wall_repost',
  'board_post_new',
  'board_post_edit',
  'board_post_restore',
  'board_post_delete',
  'photo_comment_new',
  'photo_comment_edit',
  'photo_comment_delete',
  'photo_comment_restore',
  'video_comment_new',
  'video_comment_edit',
  'video_comment_delete',
  'video_comment_restore',
  'market_comment_new',
  'market_comment_edit',
  'market_comment_delete',
  'market_comment_restore',
  'poll_vote_new',
  'group_join',
  'group_leave',
  'group_change_settings',
  'group_change_photo',
  'group_officers_edit',
  'lead_forms_new',
  'market_order_new',
  'market_order_edit',
  'wall_schedule_post_new',
  'wall_schedule_post_delete',
  'donut_subscription_create',
  'donut_subscription_prolonged',
  'donut_subscription_cancelled',
  'donut_subscription_expired',
  'donut_subscription_price_changed',
  'donut_money_withdraw',
  'donut_money_withdraw_error',
  'user_block',
  'user_unblock',
] as const;

/** What a community is told of: on a fresh one only new messages, so a bot must ask for the rest. */
export class EventSettings {
  apiVersion = '5.199';
  readonly #on = new Set<string>(['message_new']);

  allows(type: string): boolean {
    return this.#on.has(type);
  }

  set(type: string, on: boolean): void {
    if (on) this.#on.add(type);
    else this.#on.delete(type);
  }

  /** Takes over what a settings method was given: `message_new=1`, `api_version=5.199`, … */
  apply(raw: Readonly<Record<string, string>>): void {
    for (const type of EVENT_TYPES) {
      const value = raw[type];
      if (value !== undefined) this.set(type, value === '1' || value === 'true');
    }
    if (raw['api_version'] !== undefined) this.apiVersion = raw['api_version'];
  }

  /** Every type with 0 or 1, as groups.getLongPollSettings shows them. */
  shown(): Record<string, number> {
    return Object.fromEntries(EVENT_TYPES.map((type) => [type, this.#on.has(type) ? 1 : 0]));
  }
}
