/** Big cities and usual short names that are not the name of their zone, which is each line's first word. */
const lines = `
Africa/Cairo alexandria, giza
Africa/Casablanca rabat, marrakech, marrakesh, fes, tangier, agadir
Africa/Johannesburg cape town, durban, pretoria, soweto, bloemfontein, port elizabeth
Africa/Lagos abuja, kano, ibadan, port harcourt
Africa/Nairobi mombasa
Africa/Accra kumasi
Africa/Dar_es_Salaam dodoma, zanzibar
Africa/Douala yaounde
Africa/Abidjan yamoussoukro
Africa/Luanda benguela
Africa/Maputo beira
America/Argentina/Buenos_Aires buenos aires, cordoba argentina, rosario, mendoza
America/Bogota medellin, cali, cartagena, barranquilla
America/Caracas maracaibo
America/Chicago dallas, houston, austin, san antonio, new orleans, minneapolis, st louis, saint louis, memphis, nashville, kansas city, milwaukee, oklahoma city, omaha, fort worth, texas, illinois, wisconsin, minnesota, louisiana, central time
America/Denver salt lake city, albuquerque, colorado springs, boise, el paso, colorado, utah, mountain time
America/Edmonton calgary, banff
America/Guatemala guatemala city
America/Guayaquil quito
America/Halifax nova scotia
America/Havana la habana
America/La_Paz santa cruz de la sierra, cochabamba
America/Los_Angeles la, san francisco, sf, san diego, san jose california, seattle, portland, las vegas, sacramento, oakland, silicon valley, palo alto, california, washington state, oregon, nevada, pacific time
America/Mexico_City mexico city, ciudad de mexico, cdmx, guadalajara, puebla
America/Monterrey monterrey
America/Montevideo punta del este
America/New_York nyc, new york city, boston, philadelphia, washington, washington dc, miami, atlanta, orlando, tampa, charlotte, pittsburgh, cleveland, cincinnati, columbus, baltimore, brooklyn, manhattan, buffalo, raleigh, florida, massachusetts, new jersey, pennsylvania, connecticut, ohio, eastern time
America/Phoenix tucson, scottsdale, arizona
America/Santo_Domingo punta cana
America/Sao_Paulo rio de janeiro, rio, brasilia, belo horizonte, curitiba, porto alegre, florianopolis, campinas
America/Bahia salvador da bahia
America/Recife recife
America/Toronto ottawa, montreal, quebec, quebec city, hamilton ontario, ontario, mississauga
America/Vancouver victoria, british columbia, whistler
America/Winnipeg manitoba
America/St_Johns st johns, newfoundland
Asia/Bangkok phuket, chiang mai, pattaya
Asia/Dhaka chittagong
Asia/Dubai abu dhabi, sharjah
Asia/Ho_Chi_Minh hanoi, da nang, saigon
Asia/Hong_Kong hongkong, kowloon
Asia/Jakarta bandung, surabaya
Asia/Makassar bali, denpasar, ubud
Asia/Jerusalem tel aviv, haifa
Asia/Karachi lahore, islamabad, rawalpindi, faisalabad
Asia/Kathmandu pokhara
Asia/Kolkata india, mumbai, bombay, delhi, new delhi, bangalore, bengaluru, chennai, madras, hyderabad, pune, ahmedabad, calcutta, jaipur, goa, kochi
Asia/Kuala_Lumpur kl, penang, johor bahru
Asia/Manila quezon city, cebu, davao, makati
Asia/Riyadh jeddah, mecca, medina, dammam
Asia/Seoul busan, incheon
Asia/Shanghai beijing, peking, shenzhen, guangzhou, chengdu, wuhan, hangzhou, nanjing, tianjin, chongqing, xian
Asia/Taipei kaohsiung
Asia/Tehran mashhad, isfahan
Asia/Tokyo osaka, kyoto, yokohama, nagoya, sapporo, fukuoka, kobe, hiroshima
Asia/Yangon rangoon, mandalay
Asia/Almaty astana, nur-sultan
Atlantic/Canary las palmas, tenerife, gran canaria, fuerteventura, lanzarote, la palma, canary islands, canarias
Atlantic/Madeira funchal
Atlantic/Azores ponta delgada, acores
Australia/Brisbane gold coast, cairns, queensland
Australia/Sydney canberra, newcastle australia, new south wales
Australia/Melbourne victoria australia, geelong
Australia/Perth western australia
Europe/Amsterdam rotterdam, the hague, den haag, utrecht, eindhoven, groningen
Europe/Athens thessaloniki, athen, atenas, athenes, atene, athene, crete
Europe/Belgrade novi sad, belgrad, belgrado
Europe/Berlin munich, münchen, hamburg, cologne, köln, frankfurt, stuttgart, düsseldorf, leipzig, dresden, nuremberg, nürnberg, hannover, hanover, bremen, bonn, dortmund, berlino, berlijn
Europe/Brussels antwerp, antwerpen, ghent, gent, bruges, liege, bruxelles, brussel, brüssel, bruselas
Europe/Bucharest cluj, timisoara, bukarest, bucarest
Europe/Copenhagen aarhus, kopenhagen, copenhague, kobenhavn
Europe/Dublin cork, galway, limerick, dublino
Europe/Helsinki espoo, tampere, turku
Europe/Istanbul ankara, izmir, antalya, estambul
Europe/Kyiv kiev, kharkiv, odesa, odessa, lviv
Europe/Lisbon porto, lissabon, lisboa, lisbonne, lisbona, oporto, braga, faro, coimbra, algarve
Europe/London manchester, birmingham, liverpool, leeds, glasgow, edinburgh, bristol, cardiff, belfast, cambridge, oxford, londres, londra, londen, england, scotland, wales
Europe/Luxembourg luxemburg
Europe/Madrid barcelona, valencia, seville, sevilla, malaga, bilbao, zaragoza, ibiza, mallorca, palma, palma de mallorca, granada
Europe/Moscow st petersburg, saint petersburg, sankt petersburg, moskau, moscu, moscou, mosca, moskou
Europe/Oslo bergen, trondheim, stavanger
Europe/Paris marseille, lyon, toulouse, bordeaux, lille, nantes, strasbourg, montpellier, parigi, parijs
Europe/Prague brno, prag, praga, praag, praha
Europe/Rome milan, milano, mailand, naples, napoli, turin, torino, florence, firenze, florenz, venice, venezia, venedig, bologna, palermo, rom, roma
Europe/Sofia plovdiv
Europe/Stockholm gothenburg, göteborg, malmö, estocolmo
Europe/Vienna wien, salzburg, graz, linz, innsbruck, viena, vienne, wenen
Europe/Warsaw krakow, cracow, krakau, gdansk, wroclaw, poznan, lodz, warschau, varsovia, varsovie, varsavia, warszawa
Europe/Zurich geneva, genf, geneve, basel, bern, berne, lausanne, lugano, zürich
Pacific/Auckland wellington, christchurch, queenstown, hamilton new zealand, dunedin
Pacific/Honolulu hawaii, maui, waikiki
Asia/Kabul afghanistan
Asia/Baghdad basra, erbil
Asia/Colombo kandy
Asia/Tbilisi batumi
Indian/Maldives male maldives
America/Puerto_Rico san juan puerto rico
`

/** Abbreviations of one zone; summer and winter names alike mean the wall clock of the place. */
const abbreviations = `
America/New_York et, est, edt
America/Chicago ct, cdt
America/Denver mt, mst, mdt
America/Los_Angeles pt, pst, pdt
America/Anchorage akst, akdt
Pacific/Honolulu hst
Europe/London bst
Europe/Lisbon wet, west
Europe/Berlin cet, cest, mez, mesz
Europe/Athens eet, eest
Europe/Moscow msk
Asia/Tokyo jst
Asia/Seoul kst
Asia/Hong_Kong hkt
Asia/Singapore sgt
Australia/Sydney aest, aedt
Australia/Adelaide acst, acdt
Australia/Perth awst
Pacific/Auckland nzst, nzdt
Africa/Johannesburg sast
Africa/Nairobi eat
Africa/Lagos wat
Asia/Karachi pkt
Asia/Jakarta wib
America/Sao_Paulo brt
UTC utc, gmt, zulu, coordinated universal time
`

/** Names of several zones that are far apart: one has to be chosen. */
const several = `
cst America/Chicago Asia/Shanghai
ist Asia/Kolkata Asia/Jerusalem Europe/Dublin
ast America/Halifax Asia/Riyadh
gst Asia/Dubai Atlantic/South_Georgia
`

/** Words that are cities too, but hardly ever mean them next to a time. */
export const ordinaryWords: ReadonlySet<string> = new Set([
  'easter',
  'center',
  'mendoza',
  'la',
  'male',
  'victoria',
  'wake',
  'midway',
  'truk',
  'knox',
  'christmas',
  'nome',
  'mayotte',
  'casey',
  'davis',
  'west',
  'rio',
])

const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line): [string, string] => {
      const cut = line.indexOf(' ')
      return [line.slice(0, cut), line.slice(cut + 1)]
    })

/** Zone by name, as it is written above. */
export const namedPlaces: readonly (readonly [name: string, zone: string])[] = rows(
  lines + abbreviations.trim(),
).flatMap(([zone, names]) => names.split(',').map((name) => [name.trim(), zone] as const))

export const severalPlaces: ReadonlyMap<string, readonly string[]> = new Map(
  rows(several).map(([name, zones]) => [name, zones.split(' ')]),
)
