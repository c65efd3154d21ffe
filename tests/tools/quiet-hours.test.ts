import { expect, test } from 'vitest'
import { openTool } from '../support/open-tool.ts'

const tool = await openTool('quiet-hours')

test('asks for both ends before anything is looked up or changed', async () => {
  await expect(tool.call({ from: '22:00' })).rejects.toThrow('Ask from when until when')
  await expect(tool.call({})).rejects.toThrow('Ask from when until when')
})
