import { readFileSync, writeSync } from 'node:fs'
import { setPriority } from 'node:os'
import { MediaUnusable, type Decoded, type DecodeJob, type Unusable } from './decoded.ts'
import { recognise } from './decoders/recognise.ts'

// The process that opens files of strangers: one job on stdin, one line of JSON on descriptor 3.
// Libraries write to the console, which the parent drops.

/** Loads only what the job needs: each of these packages takes a tenth of a second. */
async function decode(job: DecodeJob & { do: 'decode' }): Promise<Decoded> {
  const file = await recognise(job)
  switch (file.decoder) {
    case 'picture':
      return await (await import('./decoders/picture.ts')).decodePicture(job.path, file.format, job.prefix)
    case 'recording':
      return await (
        await import('./decoders/recording.ts')
      ).decodeRecording(job.path, file.format, job.prefix)
    case 'pdf':
      return await (await import('./decoders/pdf.ts')).decodePdf(job.path, job.prefix)
    case 'office':
      return await (await import('./decoders/office.ts')).decodeOffice(job.path)
    case 'text':
      return (await import('./decoders/text.ts')).decodeText(file.text, file.format)
    case 'calendar':
      return (await import('./decoders/calendar.ts')).decodeCalendar(file.text)
    case 'contacts':
      return (await import('./decoders/contacts.ts')).decodeContacts(file.text)
  }
}

async function run(job: DecodeJob): Promise<unknown> {
  switch (job.do) {
    case 'decode':
      return await decode(job)
    case 'read':
      return await (await import('./decoders/document.ts')).readDocument(job)
    case 'loudness':
      return (await import('./decoders/sound.ts')).loudness(job.path)
    case 'voice-note':
      return (await import('./decoders/sound.ts')).writeVoiceNote(job.path, job.out)
  }
}

/** Whatever a library throws at a file is the file's fault, and not having enough memory for it too. */
function reasonOf(error: unknown): Unusable {
  if (error instanceof MediaUnusable) return error.reason
  const outOfMemory = /memory|allocation|invalid (array|typed array|string) length|pixel limit|too large/i
  return outOfMemory.test(String(error)) ? 'too-large' : 'damaged'
}

setPriority(10) // answering people comes first
const job: DecodeJob = JSON.parse(readFileSync(0, 'utf8'))
let answer: { done: unknown } | { unusable: Unusable }
try {
  answer = { done: await run(job) }
} catch (error) {
  answer = { unusable: reasonOf(error) }
}
writeSync(3, `${JSON.stringify(answer)}\n`)
