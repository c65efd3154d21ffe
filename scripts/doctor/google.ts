import { z } from 'zod'
import { CALLBACK_PATH } from '../../src/calendars/google/connect.ts'
import type { Config } from '../../src/config.ts'
import { ask, type Finding, outcome, reportOn } from './check.ts'

const Refusal = z.object({ error: z.string() })

/**
 * The OAuth client, by a consent that does not exist: Google looks at the client before the code (PROTOCOLS 6.6), and
 * nobody's calendar is touched.
 */
export async function checkGoogle({ google, sandbox, publicUrl }: Config): Promise<Finding[]> {
  const { ok, fix } = reportOn('Google Calendar')
  if (sandbox.google) return [ok('played by the sandbox; set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET')]
  if (!google) return [ok('off: people cannot connect theirs')]
  if (!publicUrl) return [fix('people come back from Google to PUBLIC_URL, which is not set', 'set it')]
  const redirect = `${publicUrl}${CALLBACK_PATH}`
  const answer = await ask(
    google.baseUrl ? `${google.baseUrl}/token` : 'https://oauth2.googleapis.com/token',
    {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: 'none',
        redirect_uri: redirect,
        client_id: google.clientId,
        client_secret: google.clientSecret,
      }),
    },
  )
  switch (Refusal.safeParse(answer.json).data?.error) {
    case 'invalid_grant':
      return [ok(`the client is right; its redirect addresses must hold ${redirect}`)]
    case 'redirect_uri_mismatch':
      return [fix('the redirect address is missing at the client', `add ${redirect} in the Google console`)]
    case 'invalid_client':
    case 'unauthorized_client':
      return [
        fix(
          'Google does not accept GOOGLE_CLIENT_ID with GOOGLE_CLIENT_SECRET',
          'copy both from https://console.cloud.google.com/apis/credentials',
        ),
      ]
    default:
      return [
        fix(`Google ${outcome(answer)}`, 'check the network and GOOGLE_BASE_URL, or try again in a while'),
      ]
  }
}
