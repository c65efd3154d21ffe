import { type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { picturesOf } from './person-message.ts'

/** Gives those of the conversation's pictures that are still here, as JPEG, by id. */
export type LoadPictures = (conversation: string, ids: string[]) => Promise<Map<string, Uint8Array>>

/** Most pictures a model is shown at once, the latest ones: an album of ten, and a few from before. */
const MOST_PICTURES = 12

/**
 * Puts the pictures beside the words they came with. They are in no checkpoint: a thread with pictures in it would be
 * written anew with each turn. For one that is no longer kept the model is told so.
 */
export async function showPictures(
  messages: BaseMessage[],
  conversation: string,
  load: LoadPictures,
): Promise<BaseMessage[]> {
  const wanted = messages.flatMap(picturesOf).slice(-MOST_PICTURES)
  if (wanted.length === 0) return messages
  const loaded = await load(conversation, wanted)
  return messages.map((message) => {
    const ids = picturesOf(message)
    if (ids.length === 0) return message
    const shown = ids.flatMap((id) => loaded.get(id) ?? [])
    const tooMany = ids.some((id) => !wanted.includes(id))
      ? '\n[Not all of its pictures are shown: there are too many.]'
      : ''
    const gone = ids.some((id) => wanted.includes(id) && !loaded.has(id))
      ? '\n[Not all of its pictures are kept any more. Ask for them again if you need them.]'
      : ''
    const blocks = shown.map((bytes) => ({
      type: 'image_url',
      image_url: { url: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}` },
    }))
    return new HumanMessage({ content: [{ type: 'text', text: message.text + tooMany + gone }, ...blocks] })
  })
}
