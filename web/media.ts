/** What can hang on a message: what it is to the person, and what of it can be sent. */

export interface Media {
  /** A path of the sandbox or an address of this page's own making; empty: nothing that may be loaded. */
  url: string
  contentType: string
  fileName?: string
}

/** Something to send. Its `url` shows it until the sandbox has it. */
export interface DraftMedia extends Media {
  bytes: Blob
}

type MediaKind = 'picture' | 'sticker' | 'voice' | 'video' | 'contact' | 'file'

/** The most WhatsApp takes through Twilio. */
const MOST_BYTES = 16 * 1024 * 1024
/** Everything else that calls itself an image is a file: an SVG is a document that can run scripts. */
const PICTURES = new Set(['image/jpeg', 'image/png', 'image/gif'])
/** What browsers do not know by themselves. */
const TYPES: Record<string, string> = {
  amr: 'audio/amr',
  heic: 'image/heic',
  heif: 'image/heif',
  ics: 'text/calendar',
  md: 'text/markdown',
  vcf: 'text/vcard',
}

export function kindOf({ contentType }: Pick<Media, 'contentType'>): MediaKind {
  const type = essence(contentType)
  if (PICTURES.has(type)) return 'picture'
  if (type === 'image/webp') return 'sticker'
  if (type.startsWith('audio/')) return 'voice'
  if (type.startsWith('video/')) return 'video'
  return /^text\/(x-)?vcard$/.test(type) ? 'contact' : 'file'
}

/** What stands for it where it cannot be shown, e.g. in a quote. */
export function mediaWords(media: Media): string {
  switch (kindOf(media)) {
    case 'picture':
      return '📷 Photo'
    case 'sticker':
      return '💟 Sticker'
    case 'voice':
      return '🎤 Voice message'
    case 'video':
      return '🎥 Video'
    case 'contact':
      return `👤 ${fileTitle(media)}`
    case 'file':
      return `📄 ${fileTitle(media)}`
  }
}

export function fileTitle({ fileName, contentType }: Media): string {
  return fileName || (kindOf({ contentType }) === 'contact' ? 'Contact' : 'File')
}

/** E.g. `PDF`: the ending of the name, else of the type. */
export function fileEnding({ fileName, contentType }: Media): string {
  const ending =
    /\.(\w{1,5})$/.exec(fileName ?? '')?.[1] ?? /^\w+\/(\w{1,5})$/.exec(essence(contentType))?.[1]
  return ending?.toUpperCase() ?? ''
}

export function draftMedia(bytes: Blob, fileName?: string): DraftMedia {
  const guessed = TYPES[fileName?.split('.').at(-1)?.toLowerCase() ?? '']
  const contentType = essence(bytes.type) || guessed || 'application/octet-stream'
  return { bytes, contentType, fileName, url: URL.createObjectURL(bytes) }
}

/** Why a file cannot be sent, in words for the person. */
export function problemOf({ name, size }: File): string | undefined {
  if (size === 0) return `“${name}” is empty.`
  if (size <= MOST_BYTES) return undefined
  return `“${name}” is too large: ${(size / 1024 / 1024).toFixed(1)} MB, and 16 MB is the most.`
}

function essence(contentType: string): string {
  return contentType.split(';')[0]?.trim().toLowerCase() ?? ''
}
