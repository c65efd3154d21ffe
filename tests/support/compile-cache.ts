import { fileURLToPath } from 'node:url'

/** For the processes that tests start: what one has compiled, the next ones need not. Also what `npm start` sets. */
export const COMPILE_CACHE = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
}
