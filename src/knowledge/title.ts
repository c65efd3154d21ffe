import { basename, extname } from 'node:path'
import { oneLine } from './one-line.ts'

export const LONGEST_TITLE = 120

/** Programs write file names and their own into what should be a title. */
export const isTelling = (title: string) =>
  /\p{L}{2}/u.test(title) &&
  !/^(microsoft|untitled|untitel|documento?\d*$|unnamed)|\.(docx?|pdf|indd|tex|odt)$/i.test(title)

/** What the owner calls a document, by its file: `docs/returns-policy_2026.pdf` becomes `Returns policy 2026`. */
export function nameOf(path: string): string {
  const name = basename(path)
  const words = oneLine(
    name.slice(0, -extname(name).length || undefined).replace(/[-_.]+/g, ' '),
    LONGEST_TITLE,
  )
  return words.charAt(0).toUpperCase() + words.slice(1) || oneLine(name, LONGEST_TITLE)
}
