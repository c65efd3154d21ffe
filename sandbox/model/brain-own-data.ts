import { lastResults } from './brain-results.ts'
import type { ModelRequest } from './model-request.ts'
import type { WrittenReply } from './script.ts'

const EXPORT =
  /^(?:please\s+)?(?:(?:send|show|give|export|download)(?:\s+me)?|i want|can i (?:have|see))\b.*(?:everything (?:that )?you (?:have|know|keep|store)|(?:all )?my (?:own )?data\b)|^export my data|(?:env[ií]ame|m[aá]ndame|dame|env[ií]a-me|manda-me|dá-me) (?:todo|tudo|todos).*(?:sobre m[ií]|mim|dat?os|dados)|(?:schick|gib|zeig)\w* mir (?:alle?s?|meine).*(?:über mich|daten)|envoie[- ]moi tout.*(?:sur moi|données)/iu
const ERASE =
  /^(?:please\s+)?(?:delete|erase|remove|forget|wipe)\s+(?:everything|all (?:my )?(?:data|of it)|all (?:that )?you (?:have|know))(?:\s+(?:(?:that )?you (?:have|know|keep|store)|about me|on me|of mine))*[\s.!]*$|^(?:delete|erase) (?:all )?my (?:data|account)[\s.!]*$|^(?:borra|elimina|apaga) (?:todo|tudo)(?: lo que (?:tienes|sabes))?(?: sobre m[ií]m?| de m[ií]m?)[\s.!]*$|^lösche? alles (?:über mich|von mir)[\s.!]*$|^(?:supprime|efface) tout (?:ce (?:que tu as|qui me concerne)|sur moi)[\s.!]*$/iu

const REFUSED = /^(?:the person said no|nothing was done)/i

function tell(results: { name: string; text: string }[]): WrittenReply | undefined {
  const [result, second] = results
  if (second) return undefined
  if (result?.name === 'my-data' && /shown to them/.test(result.text))
    return 'Here is everything I have about you.'
  return result?.name === 'erase-me' && /^the person said yes/i.test(result.text) ? 'Goodbye.' : undefined
}

/** All that is kept of the person: to take along, or to be erased. */
export function ownData(request: ModelRequest, text: string): WrittenReply | undefined {
  const results = lastResults(request.messages)
  if (results.length > 0) return tell(results)
  const before = request.messages.at(-1)?.role === 'user' ? lastResults(request.messages.slice(0, -1)) : []
  if (before.some(({ name, text: said }) => name === 'erase-me' && REFUSED.test(said)))
    return 'Nothing was deleted.'
  const wanted = ERASE.test(text.trim()) ? 'erase-me' : EXPORT.test(text.trim()) ? 'my-data' : undefined
  const tool = request.tools.find(({ name }) => name === wanted)
  return tool && { toolCalls: [{ name: tool.name, args: {} }] }
}
