import { scopeWords } from './scopes.ts'

export interface ConsentPage {
  /** Of the accounts to choose from; the first one is chosen. */
  emails: readonly string[]
  scopes: readonly string[]
  /** Where the answer leads, to be shown. */
  redirectUri: string
  /** What the form sends back as it came. */
  hidden: Record<string, string>
}

/** The sandbox's consent screen: no script, one form that posts to its own address. */
export function consentPage({ emails, scopes, redirectUri, hidden }: ConsentPage): string {
  const accounts = emails.map(
    (email, at) =>
      `<label><input type="radio" name="account" value="${escaped(email)}"${at === 0 ? ' checked' : ''}> ${escaped(email)}</label>`,
  )
  const rights = scopes.map(
    (scope) =>
      `<label><input type="checkbox" name="granted" value="${escaped(scope)}" checked> <span>${escaped(scopeWords(scope))}<small>${escaped(scope)}</small></span></label>`,
  )
  const kept = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  return page(
    "The sandbox's Google",
    `<p class="note">This is the sandbox's Google. No real account is touched.</p>
<h1>Choose an account</h1>
<form method="post">
${kept.join('\n')}
<fieldset><legend>Account</legend>
${accounts.join('\n')}
<label><input type="radio" name="account" value=""> another: <input type="email" name="other" placeholder="name@example.test" aria-label="Another account"></label>
</fieldset>
<fieldset><legend>The assistant wants to</legend>
${rights.join('\n')}
</fieldset>
<p class="to">Then back to <b>${escaped(new URL(redirectUri).host)}</b></p>
<div><button name="answer" value="deny" formnovalidate>Deny</button> <button class="primary" name="answer" value="allow">Allow</button></div>
</form>`,
  )
}

/** What Google shows when the request itself is wrong: there is no safe place to lead the person back to. */
export function errorPage(status: number, code: string, words: string): string {
  return page(
    `Error ${status}`,
    `<p class="note">This is the sandbox's Google.</p><h1>Access blocked</h1><p>${escaped(words)}</p><p><b>Error ${status}: ${escaped(code)}</b></p>`,
  )
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,"><title>${escaped(title)}</title><style>
:root{color-scheme:light dark;font-family:'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;--ink:#111b21;--faint:#667781;--line:#0000001f;--sheet:#fff;--desk:#e1e6e2;--accent:#1a7f4b}
@media(prefers-color-scheme:dark){:root{--ink:#e9edef;--faint:#8d999f;--line:#ffffff26;--sheet:#1f272c;--desk:#14181b;--accent:#21c063}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--desk);color:var(--ink)}
main{box-sizing:border-box;width:min(440px,100vw);padding:28px;border-radius:22px;background:var(--sheet)}
h1{margin:14px 0;font-size:22px}.note{margin:0;padding:8px 12px;border-radius:10px;background:var(--line);font-size:13px}
fieldset{margin:0 0 14px;padding:6px 14px 10px;border:1px solid var(--line);border-radius:12px}legend{padding:0 6px;font-size:13px;color:var(--faint)}
label{display:flex;gap:8px;align-items:center;padding:6px 0;font-size:15px}small{display:block;color:var(--faint);font-size:11px;overflow-wrap:anywhere}
input[type=email]{min-width:0;flex:1;padding:6px 9px;border:1px solid var(--line);border-radius:8px;background:none;color:inherit;font:inherit}
.to{color:var(--faint);font-size:13px}div{display:flex;justify-content:flex-end;gap:8px}
button{padding:9px 20px;border:0;border-radius:20px;background:none;color:var(--accent);font:600 15px inherit;font-family:inherit;cursor:pointer}
.primary{background:var(--accent);color:#fff}</style></head><body><main>
${body}
</main></body></html>`
