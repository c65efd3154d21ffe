import type { ModelRequest } from './model-request.ts'
import type { WrittenReply } from './script.ts'

/** A question that nothing else answers is looked up in the documents, where the system prompt says that there are any. */
export function askDocuments({ system, tools }: ModelRequest, text: string): WrittenReply | undefined {
  const reader = tools.find(({ name }) => /\bdocuments$/.test(name))
  if (!reader || !/^Documents you can look into/m.test(system) || !/\?\s*$/.test(text)) return undefined
  return { toolCalls: [{ name: reader.name, args: { query: text.trim().slice(0, 400) } }] }
}
