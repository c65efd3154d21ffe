/** An article of one edition. Short, and written for the sandbox. */
export interface Article {
  edition: string
  title: string
  text: string
}

export const ARTICLES: readonly Article[] = [
  {
    edition: 'en',
    title: 'Ada Lovelace',
    text: 'Ada Lovelace (1815–1852) was an English mathematician and writer, known for her notes on the Analytical Engine of Charles Babbage. They hold what is often called the first computer program.\n\n== Life ==\nShe was the daughter of the poet Lord Byron.',
  },
  {
    edition: 'en',
    title: 'Charles Babbage',
    text: 'Charles Babbage (1791–1871) was an English mathematician and engineer who designed the Difference Engine and the Analytical Engine, on which Ada Lovelace wrote.',
  },
  {
    edition: 'en',
    title: 'Marie Curie',
    text: 'Marie Curie (1867–1934) was a physicist and chemist who did pioneering research on radioactivity. She was the first person to win the Nobel Prize twice.',
  },
  {
    edition: 'en',
    title: 'Mercury',
    text: 'Mercury most commonly refers to:\nMercury (planet), the closest planet to the Sun\nMercury (element), a metal that is liquid at room temperature\nMercury (mythology), a Roman god',
  },
  {
    edition: 'en',
    title: 'Lisbon',
    text: 'Lisbon is the capital and largest city of Portugal, at the mouth of the Tagus.',
  },
  {
    edition: 'pt',
    title: 'Ada Lovelace',
    text: 'Ada Lovelace (1815–1852) foi uma matemática e escritora inglesa, conhecida pelas suas notas sobre a máquina analítica de Charles Babbage.',
  },
  {
    edition: 'es',
    title: 'Ada Lovelace',
    text: 'Ada Lovelace (1815-1852) fue una matemática y escritora inglesa, conocida por sus notas sobre la máquina analítica de Charles Babbage.',
  },
  {
    edition: 'de',
    title: 'Ada Lovelace',
    text: 'Ada Lovelace (1815–1852) war eine englische Mathematikerin, bekannt für ihre Anmerkungen zur Analytical Engine von Charles Babbage.',
  },
]
