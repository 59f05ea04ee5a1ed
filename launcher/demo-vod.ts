/** What the demo offers on demand: made up for it. Lines as docs/vod.md has them. */
const SERIES = [
  {
    kind: "series",
    id: "harbour-lights",
    title: "Harbour Lights",
    entitlementTags: ["basic"],
    description: "The night ferry, its crew, and whoever misses it.",
    categories: ["Drama"],
  },
];

const EPISODES = [
  ["Last Sailing", 1, 1],
  ["Fog Signal", 1, 2],
  ["The Stowaway", 1, 3],
  ["Dry Dock", 2, 1],
  ["A Lamp for Hana", 2, 2],
].map(([title, season, number]) => ({
  kind: "episode",
  id: `harbour-lights-${season}-${number}`,
  series: "harbour-lights",
  title,
  season,
  number,
  entitlementTags: ["basic"],
  durationSeconds: 2_640,
  categories: ["Drama"],
  credits: [
    { role: "actor", name: "Mere Tainui", character: "Hana" },
    { role: "director", name: "Jürgen Bäcker" },
  ],
  minimumAge: 12,
}));

const MOVIES = [
  ["the-long-tide", "The Long Tide", 2019, 5_820, [], "Two sisters walk the coast that their father drew."],
  ["copper-sky", "Copper Sky", 2021, 6_540, ["basic"], "A miner comes home with a map that nobody wants."],
  ["nine-bridges", "Nine Bridges", 2017, 7_200, ["basic"], "A courier, a city, one night."],
  [
    "winter-quarters",
    "Winter Quarters",
    2023,
    6_060,
    ["premium"],
    "A circus is snowed in with its creditors.",
  ],
].map(([id, title, year, durationSeconds, entitlementTags, description]) => ({
  kind: "movie",
  id,
  title,
  year,
  durationSeconds,
  entitlementTags,
  description,
  categories: ["Movie"],
  credits: [{ role: "actor", name: "Aroha Lindqvist" }],
}));

const COLLECTIONS = [
  {
    kind: "collection",
    id: "movies",
    title: "Movies",
    position: 1,
    entitlementTags: ["basic"],
    items: MOVIES.map(({ id }) => ({ movie: id })),
  },
  {
    kind: "collection",
    id: "ferry-evening",
    title: "An evening at the harbour",
    position: 2,
    entitlementTags: ["basic"],
    items: [{ series: "harbour-lights" }, { movie: "the-long-tide" }, { channel: "tv.9" }],
  },
];

/** What the demo offers on demand, as a file for the import. */
export async function* demoVod(): AsyncGenerator<Uint8Array> {
  for (const line of [...SERIES, ...EPISODES, ...MOVIES, ...COLLECTIONS]) {
    yield Buffer.from(`${JSON.stringify(line)}\n`);
  }
}
