import type { Logger } from 'pino'
import type { Channel, RenderedMessage } from './channels/channel.ts'
import { heardIn } from './person-text.ts'
import type { Speak } from './speak.ts'
import { mustBeRead, speakable } from './speakable.ts'
import type { Database } from './store/database.ts'
import { storeMedia } from './store/media.ts'
import type { QueuedMessage } from './store/outbox.ts'
import type { Claim } from './store/turns.ts'

export interface VoiceAnswerSettings {
  database: Database
  /** Undefined: every answer is text. */
  speak: Speak | undefined
}

export interface Answering {
  channel: Channel
  claim: Claim
  /** A question with choices to read, before something is done. */
  asks: boolean
  language: string
  signal: AbortSignal
  log: Logger
}

/**
 * Turns the messages of an answer into voice notes for a person who wants that. What one must read, and what can be
 * tapped, also comes as text; a message that cannot be spoken is text alone.
 */
export function createVoiceAnswer({ database, speak }: VoiceAnswerSettings) {
  return async function voiceAnswer(messages: RenderedMessage[], way: Answering): Promise<QueuedMessage[]> {
    const { channel, claim } = way
    const mode = claim.person.voice_replies
    const wanted =
      mode === 'always' || (mode === 'mirror' && claim.rows.some((row) => heardIn(row) !== undefined))
    if (!wanted || !speak || !channel.voiceMedia.includes(claim.medium)) return messages
    const spoken = await Promise.all(messages.map((message) => speakMessage(speak, message, way)))
    return spoken.flat()
  }

  async function speakMessage(
    speak: Speak,
    message: RenderedMessage,
    way: Answering,
  ): Promise<QueuedMessage[]> {
    try {
      const words = speakable(message.body, way.language)
      if (words === '') return [message]
      const voice = await storeMedia(database.pool, {
        conversation: way.claim.conversation,
        kind: 'voice',
        contentType: 'audio/ogg',
        bytes: await speak(words, way.signal),
        keepDays: 0,
      })
      const note = { body: message.body, voice }
      return message.quickReplies || way.asks || mustBeRead(message.body) ? [note, message] : [note]
    } catch (err) {
      way.log.warn({ err }, 'an answer could not be spoken and is sent as text')
      return [message]
    }
  }
}

export type VoiceAnswer = ReturnType<typeof createVoiceAnswer>
