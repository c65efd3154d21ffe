/** US dollars per million tokens, from the providers' public price lists. A model that is not here has no known price. */
const PRICES: [prefix: string, price: { input: number; output: number }][] = [
  ['gpt-4o-mini', { input: 0.15, output: 0.6 }],
  ['gpt-4o', { input: 2.5, output: 10 }],
  ['gpt-4.1-nano', { input: 0.1, output: 0.4 }],
  ['gpt-4.1-mini', { input: 0.4, output: 1.6 }],
  ['gpt-4.1', { input: 2, output: 8 }],
  ['claude-haiku-4', { input: 1, output: 5 }],
  ['claude-sonnet-4', { input: 3, output: 15 }],
]

/** The price of the model whose name begins the same way: providers append dates to names. */
export function priceOf(model: string): { input: number; output: number } | undefined {
  return PRICES.find(([prefix]) => model.startsWith(prefix))?.[1]
}
