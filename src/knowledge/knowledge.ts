/** A piece of one of the owner's documents. */
export interface Passage {
  /** How the answer names it, e.g. `Returns policy`. */
  title: string
  /** Headings that lead to it, e.g. `Refunds › Deadlines`, and the page; empty: none. */
  section: string
  /** Where it was taken from: a file's path as it was given, or an address. */
  source: string
  text: string
}

/** The owner's documents, as far as they are for the person of a turn. */
export interface Knowledge {
  /** The passages that fit best, best first; none when nothing fits. `queries`: the same question, asked in several ways. */
  search(queries: readonly string[], signal: AbortSignal): Promise<Passage[]>
}
