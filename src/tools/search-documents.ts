import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    "Look into the owner's documents: their rules, prices, terms, instructions, house and family papers. Use first, before " +
    'the web, whenever the person asks about anything that such a document may say. Name the document (and section) you ' +
    'take an answer from. When nothing fits, say that the documents do not tell; do not guess.',
  input: z.object({
    query: z
      .string()
      .min(1)
      .max(400)
      .describe('What is wanted, in the telling words of the question, in the language of the documents'),
    otherWords: z
      .array(z.string().min(1).max(400))
      .max(3)
      .optional()
      .describe('The same with other words, or in another language the documents are written in'),
  }),
  core: true,
  outside: true,

  async run({ query, otherWords = [] }, { knowledge, signal }) {
    const passages = await knowledge.search([query, ...otherWords], signal)
    if (passages.length === 0) {
      const text =
        'Nothing in the documents fits. Tell the person that you do not know this from the documents.'
      return { text }
    }
    const text = passages.map(({ title, section, source, text }) => {
      const where = [title, section].filter(Boolean).join(' › ')
      return `[${where}] (${source})\n${text}`
    })
    const links = passages.map(({ source }) => source).filter((source) => /^https?:/.test(source))
    return { text: text.join('\n\n'), links: [...new Set(links)] }
  },
})
