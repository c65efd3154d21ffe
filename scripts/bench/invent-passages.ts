export interface Invented {
  section: string
  text: string
  /** Words that are not in every passage, most of what somebody would ask with. */
  telling: string[]
}

const SYLLABLES =
  'ba be bo da do fa fe ga go ka ke ko la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se si ta te ti to va ve vo'.split(
    ' ',
  )
const EVERYDAY =
  'the order must be kept in the house before people come and every office has a plan for water time money paper work rules where guests may ask for help when a door is open or closed with their name on it'.split(
    ' ',
  )
const VOCABULARY = 20_000
/** So many words are in so many passages that nobody would ask with them. */
const COMMON = 300
const WORDS = Array.from({ length: VOCABULARY }, (_, n) => wordOf(n))

/** Passages of about a thousand letters from a vocabulary as uneven as that of a language; the same every time. */
export function inventPassages(count: number): Invented[] {
  const random = createRandom(42)
  return Array.from({ length: count }, (_, n) => {
    const ranks: number[] = []
    const text = Array.from({ length: 160 }, (_, at) => {
      if (at % 3 === 0) return EVERYDAY[Math.floor(random() * EVERYDAY.length)] ?? ''
      // Zipf: the word at rank r is used about 1/r as often as the first.
      const rank = Math.floor(VOCABULARY ** random()) % VOCABULARY
      ranks.push(rank)
      return WORDS[rank] ?? ''
    })
    const telling = [...new Set(ranks.filter((rank) => rank >= COMMON))].map((rank) => WORDS[rank] ?? '')
    return { section: `Chapter ${n % 40}`, text: `${text.join(' ')}.`, telling }
  })
}

/** Asked by somebody who remembers three of its words, and three that it has not: more than half of theirs are wrong. */
export function questionAbout({ telling }: Invented, n: number): string {
  const random = createRandom(n + 1)
  const right = [0, 1, 2].map((at) => telling[(n + at * 7) % telling.length] ?? '')
  const wrong = Array.from(
    { length: 3 },
    () => WORDS[COMMON + Math.floor(random() * (VOCABULARY - COMMON))] ?? '',
  )
  return `where is it said about ${right.join(' ')} or ${wrong.join(' ')} in the house rules?`
}

function wordOf(n: number): string {
  let word = ''
  for (let left = n + SYLLABLES.length; left > 0; left = Math.floor(left / SYLLABLES.length))
    word += SYLLABLES[left % SYLLABLES.length] ?? ''
  return word
}

/** A linear congruential generator (Numerical Recipes): the same numbers every time. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
