/** Texts that carry a confirmation code out of the messenger. */
export const codes = {
  /** At most 70 characters: one SMS of Cyrillic letters. Says what the code is for, so that nobody gives it away. */
  message: (code: string) => `Код привязки к боту колледжа: ${code}. Никому его не сообщайте`,
  mailSubject: () => 'Код привязки к боту колледжа',
} as const;
