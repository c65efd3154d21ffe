import { Decoder, Scaler, type Demuxer } from 'node-av/api'
import { AVSEEK_FLAG_BACKWARD, AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants'
import type { Frame, Stream } from 'node-av/lib'
import sharp from 'sharp'
import { MediaUnusable, type Picture } from '../decoded.ts'
import { writePicture } from './picture.ts'
import { sizeForModel } from './size.ts'

const mostFrames = 4
/** 8K, which no phone's messenger sends. */
const mostPixels = 7680 * 4320
/** How many frames to decode in search of one; key frames lie up to ten seconds apart. */
const searchFrames = 300

/** A few frames, spread over its length. */
export async function writeFrames(
  input: Demuxer,
  film: Stream,
  seconds: number,
  prefix: string,
): Promise<Picture[]> {
  if (film.codecpar.width * film.codecpar.height > mostPixels) throw new MediaUnusable('too-large')
  using scaler = new Scaler()
  const turn = turnOf(film)
  const wanted = Math.max(1, Math.min(mostFrames, Math.round(seconds)))
  const written: Picture[] = []
  for (let n = 0; n < wanted; n++) {
    using frame = frameAt(input, film, seconds > 0 ? ((n + 0.5) / wanted) * seconds : 0)
    if (frame === undefined) continue
    const { width, height, scale } = sizeForModel(frame.width, frame.height)
    const resize = scale < 1 ? { width, height } : { width: frame.width, height: frame.height }
    const rgb = scaler.toBufferSync(frame, { format: 'rgb', resize })
    const image = sharp(rgb, { raw: { ...resize, channels: 3 } }).rotate(turn)
    written.push(await writePicture(image, `${prefix}-${n + 1}.jpg`))
  }
  return written
}

/** The frame shown at a time, or the last one before it that can be decoded. */
function frameAt(input: Demuxer, film: Stream, seconds: number): Frame | undefined {
  input.seekSync(seconds, film.index, AVSEEK_FLAG_BACKWARD)
  using decoder = Decoder.createSync(film, {
    exitOnError: false,
    context: { threadCount: 2 },
  })
  const { num, den } = film.timeBase
  let last: Frame | undefined
  let decoded = 0
  for (const frame of decoder.framesSync(input.packetsSync(film.index))) {
    if (frame === null) break
    last?.free()
    last = frame
    if ((Number(frame.pts) * num) / den >= seconds || ++decoded >= searchFrames) break
  }
  return last
}

/** Degrees to turn its frames clockwise: phones film lying on their side and say so in a 3 × 3 matrix. */
function turnOf(film: Stream): number {
  const matrix = film.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)
  if (matrix === null || matrix.length < 36) return 0
  const degrees = (Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI
  return (Math.round(degrees / 90) * 90 + 360) % 360
}
