import { type ReactNode, useEffect, useState } from 'react'
import type { Owner } from './desk.ts'

export function showPhone(id: string): void {
  document.getElementById(id)?.scrollIntoView({ inline: 'center', block: 'nearest' })
}

/** On a narrow screen one phone shows at a time; this is how to get to the others. */
export function PhoneTabs({ owners }: { owners: readonly Owner[] }): ReactNode {
  const [current, setCurrent] = useState('')
  const ids = owners.map((owner) => owner.id).join()
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const shown = entries.find((entry) => entry.isIntersecting)
        if (shown) setCurrent(shown.target.id)
      },
      { threshold: 0.6 },
    )
    for (const id of ids.split(',')) {
      const phone = document.getElementById(id)
      if (phone) observer.observe(phone)
    }
    return () => observer.disconnect()
  }, [ids])

  return (
    <nav className="phone-tabs" aria-label="Phones">
      {owners.map(({ id, name, channel }) => (
        <button key={id} type="button" aria-current={id === current} onClick={() => showPhone(id)}>
          {name}
          {channel === 'sms' && <small> SMS</small>}
        </button>
      ))}
    </nav>
  )
}
