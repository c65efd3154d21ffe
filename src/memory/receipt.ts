import { phrase } from '../phrases.ts'
import { plainMarkdown } from '../plain-text.ts'

export const SHOWN = 'The person is shown this below your answer.'

/** What the person is shown, one line for each fact. */
export function receiptOf(
  key: 'factNoted' | 'factChanged' | 'factForgotten',
  texts: string[],
  language: string,
): string {
  const sign = key === 'factForgotten' ? '🗑️' : '📝'
  return texts.map((text) => `${sign} ${phrase(key, language, { fact: plainMarkdown(text) })}`).join('\n')
}
