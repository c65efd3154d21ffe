/** Longest voice note, so that a forgotten recording ends. */
export const LONGEST_RECORDING_MS = 5 * 60_000
const BITS_PER_SECOND = 24_000
const FORMATS = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4']

export interface Recording {
  /** What was recorded, once it ended: by `stop`, at the limit, or because the microphone went away. */
  readonly done: Promise<Blob>
  stop(): void
}

/** Records from the microphone and lets go of it at the end. Throws an error in words for the person. */
export async function startRecording(): Promise<Recording> {
  if (!isSecureContext || typeof MediaRecorder === 'undefined') {
    throw new Error('This browser records only on https or localhost. Open the page there, or attach a file.')
  }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: unknown) => {
    throw new Error(reasonOf(error), { cause: error })
  })
  const release = () => stream.getTracks().forEach((track) => track.stop())
  try {
    const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format))
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND })
    const parts: Blob[] = []
    const stop = () => recorder.state !== 'inactive' && recorder.stop()
    const done = new Promise<Blob>((resolve) => {
      recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
      recorder.addEventListener('stop', () => {
        release()
        clearTimeout(limit)
        resolve(new Blob(parts, { type: recorder.mimeType }))
      })
    })
    recorder.start()
    const limit = setTimeout(stop, LONGEST_RECORDING_MS)
    return { done, stop }
  } catch (error) {
    release()
    throw new Error('This browser cannot record. Attach a sound file instead.', { cause: error })
  }
}

function reasonOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError') {
    return 'The browser may not use the microphone. Allow it beside the address of this page, then try again.'
  }
  if (name === 'NotFoundError') return 'There is no microphone. Connect one, or attach a sample voice note.'
  return 'The microphone does not answer. Another program may be using it: close it, then try again.'
}
