/** Why a file is of no use. */
export type Unusable = 'unsupported' | 'damaged' | 'protected' | 'too-large' | 'too-long' | 'empty'

/** A file cannot become anything a model can use, and trying again does not change that. */
export class MediaUnusable extends Error {
  override readonly name = 'MediaUnusable'
  readonly reason: Unusable
  constructor(reason: Unusable, options?: ErrorOptions) {
    super(`media is ${reason}`, options)
    this.reason = reason
  }
}

export interface Picture {
  /** A JPEG file. */
  path: string
  width: number
  height: number
}

export interface Sound {
  /** Mono Ogg/Opus files, in order. */
  parts: string[]
  seconds: number
}

/** What became of a file. All files lie in the work folder and are the caller's to delete. */
export interface Decoded {
  kind: 'audio' | 'video' | 'picture' | 'document' | 'contacts' | 'events'
  /** For the model, e.g. `PDF`, `DOCX`, `JPEG`, `animated GIF`. */
  format: string
  /** Of documents, contacts and events. */
  text?: string
  /** What was left out, in English words for the model, e.g. `pages 31 to 62`. */
  leftOut?: string
  pictures: Picture[]
  sound?: Sound
}

export interface DocumentPart {
  /** Where in the document, e.g. `page 12`; empty: it has no places. */
  place: string
  /** Markdown, or plain text. */
  text: string
}

/** All the text of a document, as it is kept to be searched. */
export interface ReadDocument {
  /** E.g. `PDF`. */
  format: string
  /** What it calls itself. */
  title?: string
  /** Its own address, of a saved web page. */
  address?: string
  /** BCP 47, as it says of itself. */
  language?: string
  parts: DocumentPart[]
  /** What was left out, in English words. */
  leftOut?: string
}

/** What the parent asks of the child. New files of a `decode` job are named after `prefix`. */
export type DecodeJob =
  | { do: 'decode'; path: string; contentType: string; name?: string; prefix: string }
  | { do: 'read'; path: string; contentType: string; name?: string }
  | { do: 'loudness'; path: string }
  | { do: 'voice-note'; path: string; out: string }
