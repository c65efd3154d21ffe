import { type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { fence } from './outside.ts'

/** A message of the person, as it comes into a turn. */
export interface PersonMessage {
  /** The inbox id: adding the message again replaces it. */
  id: string
  text: string
  /** What of it the person said themselves, without notes and quotes; absent: all of it, unless others wrote it. */
  own?: string
  /** Written by somebody else and passed on by the person. */
  forwarded: boolean
  /** It brings what others wrote: a document, a picture. */
  outside?: boolean
  /** Ids of the pictures that came with it, for `ChatSettings.pictures`. */
  pictures?: string[]
}

/**
 * As it stands in the thread. It carries the turn it belongs to, so that one that joins late does not look like the
 * beginning of another; `answer`: it goes on with the turn that asked.
 */
export function toHuman(message: PersonMessage, turn: string, answer = false): HumanMessage {
  const { id, text, forwarded, outside = false, pictures = [] } = message
  const own = message.own ?? (forwarded || outside ? '' : text)
  return new HumanMessage({
    id,
    content: forwarded ? fence(text, 'forwarded by the person') : text,
    additional_kwargs: {
      turn,
      ...(answer && { answer }),
      ...((forwarded || outside) && { outside: true }),
      ...(own !== text && { own }),
      ...(pictures.length > 0 && { pictures }),
    },
  })
}

/** The pictures of a message, by id: the thread holds no more of them. */
export function picturesOf(message: BaseMessage): string[] {
  const { pictures } = message.additional_kwargs
  return Array.isArray(pictures) ? pictures.filter((id) => typeof id === 'string') : []
}

/** Where the current turn begins: at the first message of the person that belongs to it. */
export function turnStart(messages: BaseMessage[]): number {
  const begins = (message: BaseMessage): boolean =>
    message instanceof HumanMessage && message.additional_kwargs.answer !== true
  const turn = messages.findLast(begins)?.additional_kwargs.turn
  return Math.max(
    0,
    messages.findIndex((message) => begins(message) && message.additional_kwargs.turn === turn),
  )
}
