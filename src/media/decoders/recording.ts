import type { Stream } from 'node-av/lib'
import { AV_DISPOSITION_ATTACHED_PIC } from 'node-av/constants'
import { MediaUnusable, type Decoded, type Sound } from '../decoded.ts'
import { openRecording, writeSound } from './sound.ts'

const mostVideoSeconds = 10 * 60

/** Sound or film: the streams in it tell, since the same containers hold both. */
export async function decodeRecording(path: string, format: string, prefix: string): Promise<Decoded> {
  await using input = await openRecording(path)
  const film = input.streams.find((stream) => isFilm(stream))
  if (film === undefined) return { kind: 'audio', format, pictures: [], sound: writeSound(input, prefix) }

  const seconds = Math.min(input.duration, mostVideoSeconds)
  const { writeFrames } = await import('./film.ts') // with sharp, which sound can do without
  const pictures = await writeFrames(input, film, seconds, prefix)
  const sound = await soundOf(path, prefix)
  if (pictures.length === 0 && sound === undefined) throw new MediaUnusable('damaged')
  const leftOut =
    input.duration > mostVideoSeconds
      ? `everything after minute 10 of ${Math.ceil(input.duration / 60)}`
      : undefined
  return { kind: 'video', format, pictures, sound, leftOut }
}

/** A cover of an album is a video stream too. */
function isFilm(stream: Stream): boolean {
  return stream.codecpar.width > 0 && (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) === 0
}

/** Its sound, read on its own because the search for frames jumps about; a film without any has pictures left. */
async function soundOf(path: string, prefix: string): Promise<Sound | undefined> {
  await using input = await openRecording(path)
  try {
    return writeSound(input, prefix, mostVideoSeconds)
  } catch (error) {
    if (error instanceof MediaUnusable && error.reason === 'empty') return undefined
    throw error
  }
}
