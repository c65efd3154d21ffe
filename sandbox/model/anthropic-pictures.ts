import { z } from 'zod'
import { fromBase64, PICTURE_TYPES, pictureType, type Picture } from './pictures.ts'

/** Where the picture of an image block comes from. */
export const Source = z.looseObject({
  type: z.string(),
  media_type: z.string().optional(),
  data: z.string().optional(),
  url: z.string().optional(),
})
type Source = z.infer<typeof Source>

const LIMIT = 5 * 1024 * 1024

export const pictureIn = ({ media_type = '', data = '' }: Source): Picture => ({
  mediaType: media_type,
  bytes: Buffer.from(data, 'base64'),
})

/** Why the real API turns a picture down, in its words behind the path; undefined when it is fine. */
export function sourceProblem(source: Source | undefined): string | undefined {
  if (!source) return ': Field required'
  const { type, url = '', data = '', media_type = '' } = source
  if (type === 'url') {
    return url.startsWith('https:') && URL.canParse(url) ? undefined : '.url: Only HTTPS URLs are supported.'
  }
  if (type !== 'base64')
    return `: Input tag '${type}' found using 'type' does not match any of the expected tags`
  if (!PICTURE_TYPES.includes(media_type)) {
    return ".base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"
  }
  const bytes = fromBase64(data)
  if (!bytes) return '.base64.data: Invalid base64 data'
  if (bytes.length > LIMIT) {
    return `.base64: image exceeds 5 MB maximum: ${bytes.length} bytes > ${LIMIT} bytes`
  }
  const found = pictureType(bytes)
  if (!found) return '.base64: Could not process image'
  return found === media_type
    ? undefined
    : `.base64: The image was specified using the ${media_type} media type, but the image appears to be a ${found} image`
}
