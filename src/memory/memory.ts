import type { Prepared, ToolResult } from '../graph/tool.ts'
import type { KeptFact } from '../store/facts.ts'

/** Something worth knowing in later conversations. */
export interface NewFact {
  /** Whom it is about: `me` for the person themselves, otherwise a name, e.g. `Sarah`. */
  about: string
  /** One plain sentence, e.g. `Sarah is my sister, sarah@example.test`. */
  fact: string
  /** The fact it corrects or adds to, as `list` names it, e.g. `f3`. */
  replaces?: string | undefined
}

/** What is forgotten, as it was when it was asked for; `all`: how many there were. */
export type ForgetPlan = { facts: KeptFact[] } | { all: number }

/**
 * What is known of the person of a turn, across conversations. Nobody else's is ever reached. All methods throw
 * `ToolFailure` in words for the model; those that write throw `ClaimLost` when the turn no longer holds its conversation.
 */
export interface Memory {
  /**
   * Notes a fact, or says that it is known already; what is about the same thing is replaced, not piled up. Refuses what is
   * secret, such as card numbers and passwords.
   */
  note(fact: NewFact): Promise<ToolResult>
  /**
   * What is known, each with its name (`f3`), and when and from which words of the person it was learnt. `about`: only what
   * fits.
   */
  list(about?: string): Promise<ToolResult>
  /** Finds facts by name; `all`: everything, about which the person is asked first. */
  planForget(facts: string[] | 'all'): Promise<Prepared<ForgetPlan>>
  forget(plan: ForgetPlan): Promise<ToolResult>
  /** Takes a note, a correction or a forgetting back, with the `undo` of its result. */
  restore(undo: unknown): Promise<ToolResult>
}
