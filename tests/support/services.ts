import type { ToolServices } from '../../src/graph/tool.ts'

/** Services of which only those that a test gives are there; the others fail the test when a tool asks for them. */
export function servicesWith(given: Partial<ToolServices> = {}): ToolServices {
  return {
    preferences: undefined as never,
    agenda: undefined as never,
    reminders: undefined as never,
    memory: undefined as never,
    knowledge: undefined as never,
    ownData: undefined as never,
    pastActs: undefined as never,
    ...given,
  }
}
