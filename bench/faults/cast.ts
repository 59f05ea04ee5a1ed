import { PlayheadClient, StartPlayoutDocument, TypedDocumentString } from "../../client/index.js";
import type { Lifecycle } from "../../lib/lifecycle.js";
import { argon2 } from "../../subgraphs/accounts/argon2.js";
import type { ApartHouse } from "../apart-house.js";
import { type Household, type Seat, seedHouseholds } from "../night/households.js";
import { openNetwork } from "../night/network.js";
import { patiently } from "../night/side-jobs.js";
import type { Cast, LoadSeat } from "./kinds.js";

const HOUSEHOLDS = 40;
const PASSWORD = "correct horse";
/** Broadcasts that are to be recorded, each by all households. */
const BROADCASTS = 60;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const PROGRAMME = new TypedDocumentString<
  {
    channels: {
      edges: { node: { id: string; entitlementTags: string[]; schedule: { id: string; start: string }[] } }[];
    };
    search: { edges: { node: { id?: string } }[] };
    other: { edges: { node: { id?: string } }[] };
  },
  { from: string; to: string }
>(`query Programme($from: DateTime!, $to: DateTime!) {
  channels(first: 5) { edges { node { id entitlementTags schedule(from: $from, to: $to) { id start } } } }
  search(text: "Copper Sky", first: 1) { edges { node { ... on Movie { id } } } }
  other: search(text: "The Long Tide", first: 1) { edges { node { ... on Movie { id } } } } }`);

const NOTHING_TO_TELL = { asked: () => undefined, answered: () => undefined };

/** Households with a device that watches a film and one that presses play, and what there is to watch. */
export async function makeCast(house: ApartHouse, lifecycle: Lifecycle): Promise<Cast> {
  const network = openNetwork(house.endpoints);
  lifecycle.defer("network", () => network.close());
  const seats = Array.from({ length: HOUSEHOLDS }, () => 2);
  const hash = await argon2.hash(PASSWORD);
  const households = await seedHouseholds(house.databaseUrl("accounts"), seats, Date.now(), hash);
  const open = (household: Household, place: number, number: number): LoadSeat => {
    const seat = household.seats[place] as Seat;
    const profileId = household.profileIds[0] as string;
    const fetch = network.fetchOf(number, NOTHING_TO_TELL);
    const endpoint = "http://gateway.example/graphql";
    const client = new PlayheadClient({
      endpoint,
      tokens: seat.tokens,
      platform: { fetch, webSocket: undefined },
    });
    return { ...seat, profileId, client, slotToken: null, sequence: 0 };
  };
  const watching = households.map((household, number) => open(household, 0, number));
  const starting = households.map((household, number) => open(household, 1, number + HOUSEHOLDS));
  const from = new Date(Date.now() + HOUR_MS).toISOString();
  const to = new Date(Date.now() + DAY_MS).toISOString();
  const { data } = await patiently(() => (watching[0] as LoadSeat).client.request(PROGRAMME, { from, to }));
  const channels = data.channels.edges.map(({ node }) => node);
  const filmId = data.search.edges[0]?.node.id ?? "";
  for (const seat of watching) await beginWatching(seat, filmId);
  return {
    watching,
    starting,
    password: PASSWORD,
    // Not what plays, whose players say where they are.
    bookmarkedId: data.other.edges[0]?.node.id ?? "",
    channelId: channels.find(({ entitlementTags }) => !entitlementTags.includes("premium"))?.id ?? "",
    broadcastIds: channels.flatMap(({ schedule }) => schedule.map(({ id }) => id)).slice(0, BROADCASTS),
    ledger: { recordingIds: new Set(), positions: new Map(), mailedTo: new Set(), stops: [] },
  };
}

async function beginWatching(seat: LoadSeat, contentId: string): Promise<void> {
  const input = { contentId, deviceId: seat.deviceId, clientRequestId: "watching" };
  const { data } = await patiently(() => seat.client.request(StartPlayoutDocument, { input }));
  if (data.startPlayout.__typename !== "PlaySession") throw new Error(data.startPlayout.message);
  seat.slotToken = data.startPlayout.slotToken;
}
