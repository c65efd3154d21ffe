/** What the code says of a person's own data. */
export interface OwnDataSentences {
  /** Stands below `confirmQuestion`. */
  askErase: string
  /** Stands above the counts. */
  erased: string
  erasedAnew: string
  /** {accounts}: e-mail addresses of Google accounts. */
  eraseUnended: string
  exportReady: string
  /** Of the file: its title, a heading, and who wrote what is not the assistant's. */
  exportTitle: string
  exportSettings: string
  exportYou: string
  /** {count}: how many there are. */
  countMessages: string
  countFacts: string
  countReminders: string
  countEvents: string
  countFiles: string
  countAccounts: string
  countTurns: string
}
