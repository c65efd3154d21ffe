import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Delete everything that is kept about the person, for good. Use only when they want all of it gone ("delete everything about ' +
    'me"), not for a single fact, event or reminder. The person is asked first by the code, so do not ask yourself.',
  input: z.object({}),
  effect: 'write',
  idempotent: true,
  confirm: 'always',
  summary: () => 'erase-me',
  prepare: (_input, { ownData }) => ownData.planErasure(),
  run: (_input, { ownData }) => ownData.erase(),
})
