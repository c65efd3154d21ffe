import type { ToolServices } from '../../src/graph/tool.ts'

const NAMES = ['preferences', 'agenda', 'reminders', 'memory', 'knowledge', 'ownData', 'pastActs'] as const

/** Services that are opened when a tool first calls one of their methods, which all wait for it. */
export function openLater(open: () => Promise<ToolServices>): ToolServices {
  const later = (name: (typeof NAMES)[number]): unknown =>
    new Proxy(
      {},
      {
        get(_target, method) {
          return async (...args: unknown[]): Promise<unknown> => {
            const service: object = (await open())[name]
            const act: unknown = Reflect.get(service, method)
            if (typeof act !== 'function') throw new Error(`${name} has no ${String(method)}`)
            const result: unknown = Reflect.apply(act, service, args)
            return result
          }
        },
      },
    )
  return Object.fromEntries(NAMES.map((name) => [name, later(name)])) as unknown as ToolServices
}
