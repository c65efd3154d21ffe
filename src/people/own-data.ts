import type { Prepared, ToolResult } from '../graph/tool.ts'

/** All that is kept of the person of a turn. They throw `ToolFailure` in words for the model. */
export interface OwnData {
  /** A private link to all of it as one file; it ends by itself. */
  export(): ToolResult
  /** Says what will go. */
  planErasure(): Promise<Prepared<undefined>>
  /**
   * From here on the turn ends in the erasing of everything about the person, and they get a receipt of counts instead of the
   * model's answer: `erase.ts`.
   */
  erase(): Promise<ToolResult>
}
