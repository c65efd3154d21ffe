/** Without what Postgres cannot store and JSON cannot carry: NUL and halves of characters. */
export function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}
