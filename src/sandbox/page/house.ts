/** What the page may know of the bot behind it and do with it: handed in by the demo; the stand-in alone has none. */
export type House = {
  /** as whom the bot knows an account of the messenger: «student», «teacher», …; nothing for one that is not bound */
  readonly boundAs: (userId: number) => Promise<readonly string[]>;
  /** binds an account to someone of the college without a dialog; false where nobody has this full name */
  readonly bind: (userId: number, fullName: string) => Promise<boolean>;
  /** the bot forgets everybody, and the college is as on a first start at this moment, epoch ms */
  readonly startAnew: (at: number) => Promise<void>;
};
