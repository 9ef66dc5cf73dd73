/** What buttons ask for where their messenger gives them too little room: kept under short ids made from it. */
export interface Buttons {
  /** Kept again, a text lives on. */
  keep(texts: ReadonlyMap<string, string>): Promise<void>;
  /** Undefined for an id that was never given, or whose text is too old. */
  find(id: string): Promise<string | undefined>;
}
