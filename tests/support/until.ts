/** Looks again and again until it is true; fails with the condition's own text when it never is. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`never became true within ${timeoutMs} ms: ${condition}`)
    await new Promise((done) => setTimeout(done, 15))
  }
}
