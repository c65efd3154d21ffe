/** A stretch of one line in one style. */
export interface Run {
  text: string
  bold?: boolean | undefined
  italic?: boolean | undefined
  strike?: boolean | undefined
  /** `code` gets backticks, `link` gets no marks at all: both are left exactly as they are. */
  as?: 'code' | 'link' | undefined
}

const marks = { bold: '*', italic: '_', strike: '~' } as const
type Style = keyof typeof marks
const styles: Style[] = ['bold', 'italic', 'strike']

/** Shown as nothing, and enough to keep WhatsApp from reading a mark (PROTOCOLS 8.1). */
const zeroWidthSpace = '\u200b'
/** Looks like a backtick and is none. */
const graveLetter = '\u02cb'

/**
 * Writes one line with WhatsApp's marks (PROTOCOLS 8.1). A mark touches the text inside and has a boundary outside:
 * where a style begins or ends in the middle of a word it is left out, because WhatsApp would show the mark itself.
 * Characters of the text that WhatsApp would take as marks are kept apart from it.
 */
export function markLine(runs: Run[]): string {
  const words = runs.flatMap((run) =>
    run.as ? [{ ...run }] : (run.text.match(/\s+|\S+/gu) ?? []).map((text) => ({ ...run, text })),
  )
  const ends = Object.fromEntries(styles.map((style) => [style, styleEnds(words, style)]))
  const pieces: Piece[] = []
  const open: Style[] = []
  words.forEach((word, i) => {
    const wanted = styles.filter((style) => ends[style]?.[i] !== undefined)
    while (open.some((style) => !wanted.includes(style))) pieces.push(mark(open.pop()))
    wanted
      .filter((style) => !open.includes(style))
      .sort((a, b) => (ends[b]?.[i] ?? 0) - (ends[a]?.[i] ?? 0)) // the one that ends last goes outside
      .forEach((style) => {
        open.push(style)
        pieces.push(mark(style))
      })
    pieces.push(
      word.as === 'code'
        ? { text: `\`${word.text}\``, literal: false, code: true }
        : { text: word.text, literal: word.as !== 'link' },
    )
  })
  while (open.length > 0) pieces.push(mark(open.pop()))
  return keepLiteralsApart(pieces)
}

interface Piece {
  text: string
  literal: boolean
  mark?: boolean
  code?: boolean
}

const mark = (style: Style | undefined): Piece => ({
  text: style ? marks[style] : '',
  literal: false,
  mark: true,
})

/** For each word in the style: the index of the last word that shares its marks. Words that get none are absent. */
function styleEnds(words: Run[], style: Style): (number | undefined)[] {
  const ends: (number | undefined)[] = []
  for (let i = 0; i < words.length; i++) {
    if (!carries(words[i], style)) continue
    let last = i
    while (carries(words[last + 1], style)) last++
    let from = i
    let to = last
    while (from <= to && isBlank(words[from])) from++
    while (to >= from && isBlank(words[to])) to--
    const apart =
      isBoundary(lastCharacter(words[from - 1]?.text)) && isBoundary(firstCharacter(words[to + 1]?.text))
    if (apart) for (let k = from; k <= to; k++) ends[k] = to
    i = last
  }
  return ends
}

const carries = (word: Run | undefined, style: Style) =>
  word !== undefined && word.as !== 'link' && Boolean(word[style])
const isBlank = (word: Run | undefined) => word?.text.trim() === ''

/** Space, punctuation, a pictogram or the edge of the line: where WhatsApp lets a mark begin or end. */
const isBoundary = (character: string) => character === '\ufe0f' || !/^[\p{L}\p{N}\p{M}]/u.test(character)
/** One whole code point, or nothing at the edge. */
const firstCharacter = (text = '') => text.match(/^./su)?.[0] ?? ''
const lastCharacter = (text = '') => text.slice(-2).match(/.$/su)?.[0] ?? ''

interface Spot {
  at: number
  mark: string
  opens: boolean
  closes: boolean
  literal: boolean
}

function keepLiteralsApart(pieces: Piece[]): string {
  const line = pieces.map((piece) => piece.text).join('')
  if (!pieces.some((piece) => piece.literal && /[*_~`]/.test(piece.text))) return line
  const spots: Spot[] = []
  const ticks: number[] = []
  let start = 0
  for (const piece of pieces) {
    if (piece.literal || piece.mark)
      for (const { index, 0: sign } of piece.text.matchAll(/[*_~`]/g)) {
        const at = start + index
        if (sign === '`') {
          ticks.push(at)
          continue
        }
        const before = lastCharacter(line.slice(Math.max(0, at - 2), at))
        const after = firstCharacter(line.slice(at + 1, at + 3))
        spots.push({
          at,
          mark: sign,
          opens: after.trim() !== '' && isBoundary(before),
          closes: before.trim() !== '' && isBoundary(after),
          literal: piece.literal,
        })
      }
    start += piece.text.length
  }
  const changes = new Map<number, string>()
  for (const sign of Object.values(marks)) {
    const same = spots.filter((spot) => spot.mark === sign)
    const firstOpener = same.find((spot) => spot.opens)?.at ?? Infinity
    const lastCloser = same.findLast((spot) => spot.closes)?.at ?? -1
    for (const { at, opens, closes, literal } of same) {
      const pairs = (opens && at < lastCloser) || (closes && at > firstOpener)
      if (literal && pairs)
        changes.set(at, (closes ? zeroWidthSpace : '') + sign + (opens ? zeroWidthSpace : ''))
    }
  }
  if (ticks.length > 1 || (ticks.length === 1 && pieces.some((piece) => piece.code)))
    for (const at of ticks) changes.set(at, graveLetter)
  if (changes.size === 0) return line
  return line.replace(/[*_~`]/g, (sign, at: number) => changes.get(at) ?? sign)
}
