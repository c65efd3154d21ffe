import { findSpans, type Span } from './text-spans.ts'

/**
 * Splits a rendered text into messages of at most `limit` characters, after a paragraph, else a line, a sentence, a
 * word, a grapheme. Formatting spans, fences and web addresses stay whole where they fit into one message; a longer
 * span or fence is closed and opened again in the next message. Only blanks at the cuts are dropped.
 *
 * A character is a UTF-16 unit: nobody documents whether units or code points are counted (PROTOCOLS 8.1), and the
 * units are never fewer. `marks: false` is for text without WhatsApp's marks. `limit` is 32 or more.
 */
export function splitText(rendered: string, limit = 1600, { marks = true } = {}): string[] {
  const text = rendered.replace(/^\s*\n/, '').trimEnd()
  if (text.length <= limit) return isVisible(text) ? [text] : []
  const reader = readSpans(findSpans(text, marks))
  const parts: string[] = []
  let at = 0
  while (at < text.length) {
    const spans = reader(at, at + limit)
    const opening = around(at, spans).map((span) => span.mark)
    const prefix = opening.join('')
    if (prefix.length + text.length - at <= limit) {
      parts.push(prefix + text.slice(at))
      break
    }
    const cut = chooseCut(text, at, limit, prefix.length, spans)
    const suffix = around(cut, spans).map(closing).reverse().join('')
    parts.push(prefix + text.slice(at, cut) + suffix)
    at = nextStart(text, cut, spans)
  }
  return parts.filter(isVisible)
}

/** At most `limit` characters of a text, cut where `splitText` would cut, and an ellipsis below when it is less. */
export function shortened(text: string, limit: number, options: { marks: boolean }): string {
  if (text.length <= limit) return text
  const whole = text.replace(/^\s*\n/, '').trimEnd()
  if (whole.length <= limit) return whole
  // A fence or span that begins before the cut and fits into the limit ends within twice the limit.
  const [first] = splitText(whole.slice(0, 2 * limit), limit - 2, options)
  return first === undefined ? '' : `${first}\n…`
}

/** The spans that reach into a window. Windows only move forward, so all of them together read each span a few times. */
function readSpans(spans: Span[]): (from: number, to: number) => Span[] {
  let next = 0
  let begun: Span[] = []
  return (from, to) => {
    for (let span = spans[next]; span && span.start < from; span = spans[++next]) begun.push(span)
    begun = begun.filter((span) => span.end > from)
    const nearby = [...begun]
    for (let i = next, span = spans[i]; span && span.start < to; span = spans[++i]) nearby.push(span)
    return nearby
  }
}

/** Of blanks and of what is never drawn nobody would see a message. */
const isVisible = (text: string) => /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(text)

const around = (at: number, spans: Span[]) => spans.filter((span) => span.start < at && at < span.end)
const isFence = (span: Span) => span.mark.length > 1
const closing = (span: Span) => (isFence(span) ? '\n```' : span.mark)

/** Blanks that are no base of a combining mark and do not hold words together. */
const blanks = /(?:[^\S\u00a0\u202f\ufeff](?![\p{M}\u200d]))*/uy
const gapBlanks = /[^\S\u00a0\u202f\ufeff]*/uy
const blankLines = /(?:[^\S\n]*\n)+/y
const indentation = /\s*/y

/** Where the next part begins: the blanks after the cut are left out, but not the indentation of its first line. */
function nextStart(text: string, cut: number, spans: Span[]): number {
  const fence = around(cut, spans).find(isFence)
  const lines = run(blankLines, text, cut)
  if (!fence) return lines > 0 ? cut + lines : cut + run(blanks, text, cut)
  const start = cut + lines
  if (start < fence.end - fence.mark.length) return start
  return fence.end + run(blankLines, text, fence.end)
}

function run(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

type Allowed = (cut: number) => boolean

/** The end of the next part. It fits with the marks it needs on both sides, and it is always past `at`. */
function chooseCut(text: string, at: number, limit: number, prefix: number, spans: Span[]): number {
  const to = Math.min(text.length, at + limit - prefix)
  // A grapheme may begin in the window and end behind it: a little more is read than can be used.
  const graphemes = graphemeSegmenter.segment(text.slice(at, to + 64))
  const whole: Allowed = (cut) => cut >= to + 64 || graphemes.containing(cut - at)?.index === cut - at
  for (const keepSpans of [true, false]) {
    const fits = fitting(at, to, limit, spans, keepSpans)
    const allowed: Allowed = (cut) => fits(cut) && whole(cut)
    const cut = blankCut(text, at, to, spans, allowed) ?? wordCut(text, at, to, allowed)
    if (cut !== undefined) return cut
    const ends = Array.from(graphemes, ({ index }) => at + index)
    const end = ends.findLast((position) => position > at && position <= to && fits(position))
    if (end !== undefined) return end
  }
  // One grapheme longer than a message.
  const end = Math.max(at + 1, to - 8)
  return isLowSurrogate(text, end) ? end + 1 : end
}

const graphemeSegmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const wordSegmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

const isLowSurrogate = (text: string, at: number) => /[\udc00-\udfff]/.test(text[at] ?? '')

/** Cuts that break no span (or, without `keepSpans`, only leave text on both sides) and leave room for closing marks. */
function fitting(at: number, to: number, limit: number, spans: Span[], keepSpans: boolean): Allowed {
  const room = new Int32Array(to - at + 1)
  for (const span of spans) {
    const fitsWhole = keepSpans && span.start >= at && span.end - span.start <= limit
    const last = Math.min(span.end - 1, to)
    for (let cut = Math.max(span.start + 1, at); cut <= last; cut++) {
      const edge = cut <= span.start + span.mark.length || cut >= span.end - span.mark.length
      room[cut - at] =
        (room[cut - at] ?? 0) + (fitsWhole || (edge && span.mark !== '') ? limit : closing(span).length)
    }
  }
  return (cut) => cut + (room[cut - at] ?? 0) <= to
}

const sentenceEnd = /[.!?…؟۔।。！？]["'”’»)\]*_~]*$/u

/** The best cut before a blank, or after a full stop that needs none. A part is filled to a quarter, if it can be. */
function blankCut(text: string, at: number, to: number, spans: Span[], allowed: Allowed): number | undefined {
  const best: Record<'paragraph' | 'line' | 'sentence' | 'word', number> = {
    paragraph: 0,
    line: 0,
    sentence: 0,
    word: 0,
  }
  const fences = spans.filter(isFence)
  // Only the window: where no blank comes, the search would read on to the end of the text, each time.
  const window = text.slice(at, to + 2)
  const gaps = /[^\S\u00a0\u202f\ufeff]+|(?<=[。！？])(?=[^\s。！？”’」』）])/gu
  gaps.lastIndex = Math.max(1, run(indentation, text, at))
  for (let gap = gaps.exec(window); gap && at + gap.index <= to; gap = gaps.exec(window)) {
    const cut = at + gap.index
    if (gap[0] === '') gaps.lastIndex++
    if (!allowed(cut)) continue
    const blank = text.slice(cut, cut + run(gapBlanks, text, cut))
    const inFence = fences.some((fence) => fence.start < cut && cut < fence.end)
    if (!inFence && /\n[^\S\n]*\n/.test(blank)) best.paragraph = cut
    else if (blank.includes('\n')) best.line = cut
    else if (!inFence && sentenceEnd.test(text.slice(Math.max(at, cut - 8), cut))) best.sentence = cut
    best.word = cut
  }
  const enough = at + (to - at) / 4
  const { paragraph, line, sentence, word } = best
  return [paragraph, line, sentence].find((cut) => cut >= enough) ?? (word >= enough ? word : unspaced(word))

  /** Scripts that write no blanks between words have better places than the last blank far back. */
  function unspaced(word: number): number | undefined {
    if (word <= at) return undefined
    const next = text.slice(word, to).trimStart()
    return /^.?[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u.test(
      next,
    )
      ? undefined
      : word
  }
}

/**
 * The last end of a word where no blank helps: Chinese, Thai, or one endless token. Finding words takes a dictionary, so
 * the end of the window is looked at first.
 */
function wordCut(text: string, at: number, to: number, allowed: Allowed): number | undefined {
  for (const from of new Set([Math.max(at, to - 192), at])) {
    let best: number | undefined
    for (const { index } of wordSegmenter.segment(text.slice(from, to + 64))) {
      const cut = from + index
      if (cut > to) break
      if (index > 0 && !/^\s/.test(text.slice(cut - 1, cut)) && allowed(cut)) best = cut
    }
    if (best !== undefined) return best
  }
  return undefined
}
