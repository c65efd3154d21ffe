/** A place of the map, its names by language where they differ. Real places; their weather is made up. */
export interface Town {
  name: string
  names?: Record<string, string>
  admin1: string
  country: string
  countries?: Record<string, string>
  country_code: string
  latitude: number
  longitude: number
  timezone: string
  population: number
}

const portugal = { country: 'Portugal', country_code: 'PT', timezone: 'Europe/Lisbon' }
const spain = {
  country: 'Spain',
  countries: { es: 'España', pt: 'Espanha', de: 'Spanien', fr: 'Espagne' },
  country_code: 'ES',
  timezone: 'Europe/Madrid',
}
const germany = {
  country: 'Germany',
  countries: { de: 'Deutschland', pt: 'Alemanha', es: 'Alemania', fr: 'Allemagne' },
  country_code: 'DE',
  timezone: 'Europe/Berlin',
}
const unitedStates = {
  country: 'United States',
  countries: { pt: 'Estados Unidos', es: 'Estados Unidos', de: 'Vereinigte Staaten', fr: 'États-Unis' },
  country_code: 'US',
}

/** The best known first, as the real finder gives them. */
export const TOWNS: readonly Town[] = [
  {
    ...portugal,
    name: 'Lisbon',
    names: { pt: 'Lisboa', es: 'Lisboa', de: 'Lissabon', fr: 'Lisbonne' },
    admin1: 'Lisbon District',
    latitude: 38.71667,
    longitude: -9.13333,
    population: 517802,
  },
  {
    ...portugal,
    name: 'Porto',
    admin1: 'Porto',
    latitude: 41.14961,
    longitude: -8.61099,
    population: 249633,
  },
  { ...spain, name: 'Madrid', admin1: 'Madrid', latitude: 40.4165, longitude: -3.70256, population: 3255944 },
  {
    ...germany,
    name: 'Berlin',
    admin1: 'Berlin',
    latitude: 52.52437,
    longitude: 13.41053,
    population: 3426354,
  },
  {
    ...germany,
    name: 'Munich',
    names: { de: 'München', pt: 'Munique', es: 'Múnich' },
    admin1: 'Bavaria',
    latitude: 48.13743,
    longitude: 11.57549,
    population: 1260391,
  },
  {
    name: 'Paris',
    names: { pt: 'Paris', es: 'París' },
    admin1: 'Île-de-France',
    country: 'France',
    countries: { pt: 'França', es: 'Francia', de: 'Frankreich' },
    country_code: 'FR',
    latitude: 48.85341,
    longitude: 2.3488,
    timezone: 'Europe/Paris',
    population: 2138551,
  },
  {
    ...unitedStates,
    name: 'Paris',
    admin1: 'Texas',
    latitude: 33.66094,
    longitude: -95.55551,
    timezone: 'America/Chicago',
    population: 24782,
  },
  {
    name: 'London',
    names: { pt: 'Londres', es: 'Londres', fr: 'Londres' },
    admin1: 'England',
    country: 'United Kingdom',
    countries: { pt: 'Reino Unido', es: 'Reino Unido', de: 'Vereinigtes Königreich', fr: 'Royaume-Uni' },
    country_code: 'GB',
    latitude: 51.50853,
    longitude: -0.12574,
    timezone: 'Europe/London',
    population: 8961989,
  },
  {
    ...unitedStates,
    name: 'New York',
    names: { pt: 'Nova Iorque', es: 'Nueva York' },
    admin1: 'New York',
    latitude: 40.71427,
    longitude: -74.00597,
    timezone: 'America/New_York',
    population: 8804190,
  },
  {
    name: 'São Paulo',
    admin1: 'São Paulo',
    country: 'Brazil',
    countries: { pt: 'Brasil', es: 'Brasil', de: 'Brasilien', fr: 'Brésil' },
    country_code: 'BR',
    latitude: -23.5475,
    longitude: -46.63611,
    timezone: 'America/Sao_Paulo',
    population: 12400232,
  },
  {
    name: 'Tokyo',
    names: { pt: 'Tóquio', es: 'Tokio', de: 'Tokio' },
    admin1: 'Tokyo',
    country: 'Japan',
    countries: { pt: 'Japão', es: 'Japón', fr: 'Japon' },
    country_code: 'JP',
    latitude: 35.6895,
    longitude: 139.69171,
    timezone: 'Asia/Tokyo',
    population: 9733276,
  },
  {
    name: 'Cairo',
    names: { pt: 'Cairo', es: 'El Cairo', de: 'Kairo', fr: 'Le Caire' },
    admin1: 'Cairo',
    country: 'Egypt',
    countries: { pt: 'Egito', es: 'Egipto', de: 'Ägypten', fr: 'Égypte' },
    country_code: 'EG',
    latitude: 30.06263,
    longitude: 31.24967,
    timezone: 'Africa/Cairo',
    population: 9606916,
  },
]

/** By the beginning of any of its names, whatever the accents. */
export function findTowns(words: string, language: string, count: number): object[] {
  const wanted = fold(words)
  if (wanted.length < 2) return []
  return TOWNS.filter(({ name, names = {} }) =>
    [name, ...Object.values(names)].some((one) => fold(one).startsWith(wanted)),
  )
    .slice(0, count)
    .map(({ names, countries, ...town }, at) => ({
      id: 2_000_000 + at,
      elevation: 20,
      feature_code: 'PPLA',
      ...town,
      name: names?.[language] ?? town.name,
      country: countries?.[language] ?? town.country,
    }))
}

const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()
