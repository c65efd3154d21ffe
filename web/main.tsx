import { createRoot } from 'react-dom/client'

const container = document.getElementById('app')
if (container) {
  // Each page brings its own code alone.
  const page = /\/calendar\/?$/.test(location.pathname)
    ? import('./calendar-page.tsx').then(({ CalendarPage }) => <CalendarPage />)
    : import('./app.tsx').then(({ App }) => <App />)
  createRoot(container).render(await page)
}
