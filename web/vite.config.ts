import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: './', // the sandbox may serve the page under any path
  plugins: [react()],
  build: { outDir: '../dist/web', emptyOutDir: true },
})
