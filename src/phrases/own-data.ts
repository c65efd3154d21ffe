import { asian } from './own-data/asian.ts'
import { germanic } from './own-data/germanic.ts'
import { romance } from './own-data/romance.ts'
import { slavic } from './own-data/slavic.ts'

export type { OwnDataSentences } from './own-data/sentences.ts'

export const ownData = { ...germanic, ...romance, ...slavic, ...asian }
