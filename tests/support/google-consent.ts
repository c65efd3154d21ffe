import { until } from './until.ts'
import { ANA, type World } from './world.ts'

/** Connects a sandbox account as a person does: by chat, our page and Google's. The model is the sandbox's own. */
export async function connectGoogle(world: World, email = 'ana@example.test', from = ANA): Promise<void> {
  await world.whatsapp('connect my google calendar', { from })
  const link = () => /http\S+\/oauth\/google\/start\S+/.exec(world.sentTo(from).join('\n'))?.[0] ?? undefined
  await until(() => link() !== undefined)
  const page = await (await fetch(link() ?? '')).text()
  const consent = /href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const back = await fetch(world.sandbox.google.consent(consent, { email }))
  if (back.status !== 200) throw new Error(`not connected: ${await back.text()}`)
  await until(() => world.sentTo(from).some((text) => text.includes(email)))
  await world.drain()
}
