import type { Logger } from 'pino'
import { z } from 'zod'
import type { EventPlan } from '../calendars/agenda.ts'
import { OutcomeUnknown, ToolFailure } from '../errors.ts'
import { trimResult } from './contain.ts'
import type { PastActs, Prepared, Tool, Toolbox, ToolPerson, ToolResult, ToolServices } from './tool.ts'

/** An act of a tool, by its row in the ledger. */
export interface ActKey {
  turn: string
  tool: string
  argumentsHash: string
}

/** The latest act that can be taken back. Calendars keep a history of their own. */
export type LatestAct = ({ by: 'calendar' } | { by: 'tool'; act: ActKey }) & {
  /** The tools that did something since which cannot be taken back. */
  stand: string[]
}

export type BegunUndo =
  /** Nobody began it: `undo` is what the act left for it. */
  | { state: 'new'; undo: unknown }
  /** This call began it before, and nobody knows what came of it. */
  | { state: 'unknown' }
  | { state: 'done'; result: ToolResult }
  /** Another call took it back. */
  | { state: 'undone' }

/** What the ledger tells of acts that are past. */
export interface ActHistory {
  latest(person: string, conversation: string): Promise<LatestAct | undefined>
  /** Commits before it resolves. */
  beginUndo(act: ActKey, conversation: string, callId: string): Promise<BegunUndo>
  /** `result` undefined: nothing was done, and it may be tried again. */
  endUndo(act: ActKey, callId: string, result: ToolResult | undefined): Promise<void>
}

export interface PastActsSettings {
  toolbox: Toolbox
  history: ActHistory
  fetch: typeof globalThis.fetch
}

/** What taking back needs to know of its turn. */
export interface UndoTurn {
  person: ToolPerson
  conversation: string
  signal: AbortSignal
  log: Logger
}

/** JSON that was kept with the thread. */
const Plan = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('calendar'),
    // Checked where it is carried out.
    plan: z.custom<EventPlan>((value) => typeof value === 'object' && value !== null),
    stand: z.array(z.string()),
  }),
  z.object({
    by: z.literal('tool'),
    act: z.object({ turn: z.string(), tool: z.string(), argumentsHash: z.string() }),
    stand: z.array(z.string()),
  }),
])

/** Takes back what tools did, latest first: by what the tool itself left for it, or by the history of the calendars. */
export function createPastActs({ toolbox, history, fetch }: PastActsSettings) {
  return function pastActsOf(turn: UndoTurn, services: () => ToolServices): PastActs {
    const { person, conversation, signal, log } = turn

    async function planUndo(): Promise<Prepared<unknown>> {
      const latest = await history.latest(person.id, conversation)
      if (!latest)
        throw new ToolFailure(
          'There is nothing to take back: nothing that can be taken back was done in the last seven days. Nothing was done.',
        )
      if (latest.by === 'tool') {
        undoerOf(latest.act.tool)
        return { plan: latest }
      }
      const prepared = await services().agenda.planUndo()
      return { ...prepared, plan: { by: 'calendar', plan: prepared.plan, stand: latest.stand } }
    }

    function undoerOf(name: string): Tool {
      const tool = toolbox.tools().find((one) => one.name === name)
      if (tool?.undo) return tool
      const why = tool ? 'this tool takes nothing back any more' : 'this tool is not on any more'
      throw new ToolFailure(
        `The last act was done by ${name}, and it cannot be taken back: ${why}. Nothing was done.`,
      )
    }

    async function undoAct(act: ActKey, callId: string): Promise<ToolResult> {
      const tool = undoerOf(act.tool)
      const begun = await history.beginUndo(act, conversation, callId)
      if (begun.state === 'done') return begun.result
      if (begun.state === 'undone')
        throw new ToolFailure('The last act has been taken back already. Nothing was done.')
      if (begun.state === 'unknown')
        throw new OutcomeUnknown('an act was begun to be taken back, and its end is not known')
      const context = {
        ...services(),
        person,
        callId,
        fetch,
        signal: AbortSignal.any([signal, AbortSignal.timeout(tool.timeoutMs)]),
        log: log.child({ undo: act.tool }),
      }
      try {
        const undone = await tool.undo?.(begun.undo, context)
        // What is taken back is not done again by another undo.
        const result = trimResult(
          { ...(undone ?? { text: 'It was taken back.' }), undo: undefined },
          () => undefined,
        )
        await history.endUndo(act, callId, result)
        return result
      } catch (err) {
        if (err instanceof ToolFailure) await history.endUndo(act, callId, undefined)
        throw err
      }
    }

    return {
      planUndo,
      async undo(kept, callId) {
        const read = Plan.safeParse(kept)
        if (!read.success) throw new ToolFailure('Nothing was done. Call it again.', { cause: read.error })
        const plan = read.data
        const result = await (plan.by === 'calendar'
          ? services().agenda.carryOut(plan.plan, callId)
          : undoAct(plan.act, callId))
        if (plan.stand.length === 0) return result
        const stands = `What was done since by ${plan.stand.join(', ')} stands: that cannot be taken back. Say so.`
        return { ...result, text: `${result.text}\n${stands}` }
      },
    }
  }
}
