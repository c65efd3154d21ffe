/** What a person reads when the code speaks, not the model. `{…}` is filled in; STOP and START stay as they are. */
export interface Sentences {
  /** No model answered. */
  modelDown: string
  /** The message failed for good. */
  parked: string
  timeout: string
  toolLimit: string
  stopped: string
  started: string
  /** {name}: the assistant's. */
  help: string
  /** {tool}: what it does, or its name. */
  toolFailed: string
  /** Something was begun and nobody knows whether it happened. */
  outcomeUnknown: string
  /** What the person sent could not be fetched. */
  mediaGone: string
  mediaUnsupported: string
  mediaDamaged: string
  mediaProtected: string
  mediaTooLarge: string
  mediaTooLong: string
  mediaEmpty: string
  /** A recording without speech. */
  voiceSilent: string
  /** No speech to text answered, or there is none. */
  voiceDown: string
  /** {text}: the transcript. */
  heard: string
  /** What speech to text is told beforehand, in the language it will hear. {names}: spelt as they are to come out. */
  voiceNoteHint: string
  /** A button: at most 20 characters. */
  confirmYes: string
  confirmNo: string
  /** Stands before what is about to be done. */
  confirmQuestion: string
  /** Stands above it when something that others wrote may be what asked for the act. */
  promptedByOthers: string
}
