import type { ModelRefusal } from './model-request.ts'
import type { Content } from './openai-schema.ts'
import { fromBase64, PICTURE_TYPES, pictureType, type Picture } from './pictures.ts'

type Part = Exclude<Content, string>[number]

const isPicture = (part: Part) => part.type === 'image_url' || part.type === 'input_image'
const partsOf = (content: Content | null | undefined) =>
  content && typeof content !== 'string' ? content.filter(isPicture) : []
const addressOf = ({ image_url: image }: Part) => (typeof image === 'string' ? image : image?.url)

/** How many pictures a content has, and those of them that came along: nothing is fetched from the web here. */
export function picturesIn(content: Content | null | undefined): { images: number; pictures: Picture[] } {
  const parts = partsOf(content)
  const pictures = parts.flatMap((part) => {
    const read = readAddress(addressOf(part) ?? '')
    return typeof read === 'object' ? [read] : []
  })
  return { images: parts.length, pictures }
}

/** Why the real API turns a picture down, for the first bad one. `param` is where the content is. */
export function pictureProblem(content: Content | null | undefined, param: string): ModelRefusal | undefined {
  for (const part of partsOf(content)) {
    const problem = readAddress(addressOf(part) ?? '')
    if (typeof problem === 'object' || problem === 'elsewhere') continue
    const [code, message] = PROBLEMS[problem]
    return { status: 400, type: 'invalid_request_error', param, code, message }
  }
  return undefined
}

const PROBLEMS = {
  address: [
    'invalid_value',
    "Invalid image URL. Expected a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), or an https URL.",
  ],
  base64: ['invalid_base64', 'Invalid base64 image_url.'],
  type: [
    'invalid_image_format',
    "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
  ],
} as const

function readAddress(url: string): Picture | 'elsewhere' | keyof typeof PROBLEMS {
  if (URL.canParse(url) && new URL(url).protocol === 'https:') return 'elsewhere'
  const comma = url.indexOf(',')
  const mediaType = /^data:(image\/[\w.+-]+);base64$/.exec(url.slice(0, Math.max(comma, 0)))?.[1]
  if (!mediaType) return 'address'
  const bytes = fromBase64(url.slice(comma + 1))
  if (!bytes) return 'base64'
  return PICTURE_TYPES.includes(mediaType) && pictureType(bytes) ? { mediaType, bytes } : 'type'
}
