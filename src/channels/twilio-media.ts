import { PermanentError } from '../errors.ts'
import type { Channel } from './channel.ts'
import { createDownloads, type DownloadSettings } from './media-download.ts'
import { apiHost, type TwilioClient } from './twilio-client.ts'
import { removeError } from './twilio-errors.ts'

/** Files people sent (PROTOCOLS 1.6). The API redirects to a signed address at the CDN, which refuses credentials. */
export function createTwilioMedia(
  settings: { accountSid: string; authToken: string } & Omit<DownloadSettings, 'api' | 'fileDomains'>,
  client: TwilioClient,
): Required<Pick<Channel, 'download' | 'deleteMedia'>> {
  const { accountSid, authToken, baseUrl } = settings
  const paths = new RegExp(`^/2010-04-01/Accounts/${RegExp.escape(accountSid)}/Messages/\\w+/Media/\\w+$`)
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const origins = new Set([`https://${apiHost}`, ...(baseUrl ? [new URL(baseUrl).origin] : [])])
  const open = createDownloads({
    ...settings,
    api: { host: apiHost, paths, authorization },
    fileDomains: ['twiliocdn.com'],
  })

  return {
    download: ({ ref }, signal) => open(ref, signal),

    async deleteMedia({ ref }, signal) {
      const url = URL.parse(ref)
      if (!url || !origins.has(url.origin) || !paths.test(url.pathname))
        throw new PermanentError('media: not a file of this account')
      await client.remove(`https://${apiHost}${url.pathname}`, signal).catch((err: unknown) => {
        const failure = removeError(err)
        if (failure) throw failure
      })
    },
  }
}
