/** The zone most people of a country live by, where another one is small or far off. */
const main: Record<string, string> = {
  AR: 'America/Argentina/Buenos_Aires',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  GL: 'America/Nuuk',
  KZ: 'Asia/Almaty',
  MN: 'Asia/Ulaanbaatar',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Gaza',
  PT: 'Europe/Lisbon',
  UA: 'Europe/Kyiv',
  UZ: 'Asia/Tashkent',
}

/** Countries with several clocks, the most populous first. */
const many: Record<string, string> = {
  US: 'America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Anchorage Pacific/Honolulu',
  CA: 'America/Toronto America/Vancouver America/Edmonton America/Winnipeg America/Halifax America/Regina America/St_Johns',
  MX: 'America/Mexico_City America/Tijuana America/Cancun America/Hermosillo America/Mazatlan',
  BR: 'America/Sao_Paulo America/Manaus America/Cuiaba America/Rio_Branco America/Noronha',
  RU: 'Europe/Moscow Europe/Kaliningrad Europe/Samara Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Irkutsk Asia/Yakutsk Asia/Vladivostok Asia/Magadan Asia/Kamchatka',
  AU: 'Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth Australia/Lord_Howe',
  ID: 'Asia/Jakarta Asia/Makassar Asia/Jayapura',
  CD: 'Africa/Kinshasa Africa/Lubumbashi',
  FM: 'Pacific/Pohnpei Pacific/Chuuk',
  KI: 'Pacific/Tarawa Pacific/Kanton Pacific/Kiritimati',
}

/** Names CLDR still gives that IANA has replaced. */
const renamed: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

export const modernZone = (zone: string): string => renamed[zone] ?? zone

/** The zones of a country by its ISO 3166 code: one where its people share a clock. */
export function zonesOfCountry(country: string): readonly string[] {
  const listed = many[country]?.split(' ')
  if (listed) return listed
  const one = main[country]
  if (one) return [one]
  return new Intl.Locale(`und-${country}`).getTimeZones()?.map(modernZone) ?? []
}

const codes = Array.from({ length: 26 * 26 }, (_, index) =>
  String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26)),
)

const aliases: Record<string, string> = {
  usa: 'US',
  us: 'US',
  america: 'US',
  'the us': 'US',
  uk: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  uae: 'AE',
  holland: 'NL',
  turkey: 'TR',
  'south korea': 'KR',
  korea: 'KR',
  czechia: 'CZ',
  'hong kong': 'HK',
}

/** Country codes by name in the languages we read. */
export function countryNames(fold: (name: string) => string): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const language of ['it', 'nl', 'fr', 'pt', 'es', 'de', 'en']) {
    const display = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (const code of codes) {
      const name = display.of(code)
      // The codes of countries that are no more share their name with the one of today.
      if (name && new Intl.Locale(`und-${code}`).maximize().region === code) names.set(fold(name), code)
    }
  }
  for (const [name, code] of Object.entries(aliases)) names.set(name, code)
  return names
}
