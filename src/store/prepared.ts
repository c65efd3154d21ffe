import { createHash } from 'node:crypto'
import type pg from 'pg'

const names = new Map<string, string>()

/** A name for a statement's text: with one, Postgres parses and plans it once a connection instead of each time. */
export function statementName(text: string): string {
  let name = names.get(text)
  if (!name)
    names.set(text, (name = `s${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`))
  return name
}

/** The pool as a library sees it that writes its own SQL: every statement with values is a prepared one. */
export function preparing(pool: pg.Pool): pg.Pool {
  const prepared = <Runner extends pg.Pool | pg.PoolClient>(runner: Runner): Runner =>
    new Proxy(runner, {
      get(target, key) {
        if (key === 'query') {
          return (text: unknown, values?: unknown[]) =>
            typeof text === 'string' && values
              ? target.query({ name: statementName(text), text, values })
              : target.query(text as string)
        }
        if (key === 'connect') return async () => prepared(await (target as pg.Pool).connect())
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  return prepared(pool)
}
