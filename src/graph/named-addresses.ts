import { type BaseMessage, ToolMessage } from '@langchain/core/messages'
import { ownWords } from './own-words.ts'

/**
 * Those of the addresses that nobody named: neither the person, in words of their own, nor a result as one of its sources.
 * An address is named as it is or not at all: one with a query added, or cut short, is another one, and can carry away
 * what the conversation holds.
 */
export function unnamed(addresses: string[], messages: BaseMessage[]): string[] {
  if (addresses.length === 0) return []
  const named = new Set(messages.flatMap(namedIn))
  return addresses.filter((address) => !named.has(canonical(address) ?? address.trim().toLowerCase()))
}

function namedIn(message: BaseMessage): string[] {
  if (message instanceof ToolMessage) {
    const { links } = message.additional_kwargs
    const given = Array.isArray(links) ? links.filter((link) => typeof link === 'string') : []
    return given.flatMap((link) => canonical(link) ?? [])
  }
  // "No, not to evil.test!" names an address as well.
  if (message.additional_kwargs.answer === true) return []
  const said = ownWords(message)
  return [...said.split(/\s+/), ...said.split(BREAKS)].flatMap(readings)
}

/** An address stands between these as well: in brackets, in Markdown, and in writing without blanks. */
const BREAKS = /[\s<>()[\]{}，。、；：！？（）［］【】「」『』《》]+/u

/** What a word of a sentence may mean as an address: with and without the punctuation around it, with and without a scheme. */
function readings(word: string): string[] {
  if (!/[.@:]/.test(word)) return []
  const bare = word
    .replace(/^[\p{Ps}\p{Pi}\p{Pf}"'*_~]+/u, '')
    .replace(/[\p{Pe}\p{Pi}\p{Pf}"'*_~.,;:!?]+$/u, '')
  return [...new Set([word, bare])].flatMap((one) =>
    /^[a-z][a-z0-9+.-]*:/i.test(one)
      ? (canonical(one) ?? one.toLowerCase())
      : [one.toLowerCase(), ...['https://', 'http://'].flatMap((scheme) => canonical(scheme + one) ?? [])],
  )
}

/** The same for the same address: the host in small letters and punycode, as whoever fetches it would have it. */
function canonical(address: string): string | undefined {
  const url = URL.parse(address.trim())
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined
}
