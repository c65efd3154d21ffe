import type { ReactNode } from 'react'

/** The page's own drawings, all on a 24-unit square and in the colour of the text around them. */
const PATHS = {
  send: <path d="M3.4 20.6 21.5 12 3.4 3.4 3.4 10.1 15.5 12 3.4 13.9z" fill="currentColor" stroke="none" />,
  smile: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M8.2 14.2c.9 1.5 2.2 2.2 3.8 2.2s2.9-.7 3.8-2.2" />
      <path d="M9 9.5v.6M15 9.5v.6" strokeWidth="2.2" />
    </>
  ),
  pin: (
    <>
      <path d="M12 21c4.3-4.7 6.5-8.2 6.5-11a6.5 6.5 0 0 0-13 0c0 2.8 2.2 6.3 6.5 11z" />
      <circle cx="12" cy="10" r="2.3" />
    </>
  ),
  reply: <path d="M9.5 6 4 11.5 9.5 17M4.5 11.5H13c4 0 6.5 2.2 7 6.5" />,
  more: <path d="M12 5.5v.1M12 12v.1M12 18.5v.1" strokeWidth="3.4" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  down: <path d="M12 5v13M6.5 12.5 12 18l5.5-5.5" />,
  plus: <path d="M12 5v14M5 12h14" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5.3l3.5 2" />
    </>
  ),
  alert: (
    <>
      <circle cx="12" cy="12" r="9.5" fill="currentColor" stroke="none" />
      <path d="M12 7v6M12 16.8v.1" stroke="#fff" strokeWidth="2.4" />
    </>
  ),
  clip: (
    <path d="M18.5 11.2 11.6 18a4.3 4.3 0 0 1-6.1-6.1l7.6-7.5a2.9 2.9 0 0 1 4.1 4.1l-7.5 7.4a1.4 1.4 0 0 1-2-2l6.8-6.8" />
  ),
  mic: (
    <>
      <rect x="9" y="3" width="6" height="11.5" rx="3" fill="currentColor" />
      <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
    </>
  ),
  play: <path d="M6.5 4v16L20 12z" fill="currentColor" stroke="none" />,
  pause: <path d="M8 5v14M16 5v14" strokeWidth="4" />,
  bin: <path d="M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l1 14h9l1-14M10.3 10.5v6.5M13.7 10.5v6.5" />,
  picture: (
    <>
      <rect x="3.5" y="4.5" width="17" height="15" rx="2.5" />
      <circle cx="8.7" cy="9.5" r="1.5" />
      <path d="m4 17 5-4.5 3 2.5 4-4 4.5 4.5" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4.5 20.5c.7-4 3.6-6 7.5-6s6.8 2 7.5 6" />
    </>
  ),
  file: <path d="M6 3h8l4 4v14H6zM14 3v4h4" />,
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 24 }: { name: IconName; size?: number }): ReactNode {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  )
}

/** One check or two, narrower than an icon: they stand at the end of a line of text. */
export function Checks({ double }: { double: boolean }): ReactNode {
  return (
    <svg className="checks" viewBox="0 0 18 12" width="18" height="12" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
        <path d={double ? 'M1.2 6.6 4.3 9.8 11 2' : 'M4.5 6.6 7.6 9.8 14.3 2'} />
        {double && <path d="M7.7 8.8 8.7 9.8 15.6 2" />}
      </g>
    </svg>
  )
}

/** The right end of a phone's status bar. */
export function StatusBarIcons(): ReactNode {
  return (
    <svg viewBox="0 0 64 14" width="64" height="14" fill="currentColor" aria-hidden="true">
      <path d="M0 9h3v4H0zM4.5 7h3v6h-3zM9 4.5h3V13H9zM13.5 2h3v11h-3z" />
      <path d="M28 13.2 25 10a4.3 4.3 0 0 1 6 0zM22.8 7.7a7.4 7.4 0 0 1 10.4 0l-1.2 1.3a5.7 5.7 0 0 0-8 0zM20.5 5.3a10.7 10.7 0 0 1 15 0L34.3 6.6a9 9 0 0 0-12.6 0z" />
      <rect x="40.5" y="2.5" width="20" height="10" rx="3" fill="none" stroke="currentColor" opacity=".5" />
      <rect x="42" y="4" width="14" height="7" rx="1.6" />
      <rect x="61.5" y="5.5" width="1.8" height="4" rx=".9" opacity=".5" />
    </svg>
  )
}
