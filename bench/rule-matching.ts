import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { readXmltv } from "../subgraphs/catalog/domain/xmltv/reader.js";
import { exampleAiring, exampleChannel } from "../subgraphs/recordings/domain/example-airings.js";
import { WEEKDAYS } from "../subgraphs/recordings/domain/local-time.js";
import { blankRule, patchRule, type RecordingRule } from "../subgraphs/recordings/domain/rule.js";
import { isWanted, keysOfRule } from "../subgraphs/recordings/domain/rule-matching.js";
import { matchesOf } from "../subgraphs/recordings/store/rules.js";
import { openRecordingsStore, type RecordingsStore } from "../subgraphs/recordings/store.js";

const RULES = 1_000_000;
const RULES_A_STATEMENT = 20_000;
/** Rules that are compared with an airing one by one, for the price of doing so with all. */
const COMPARED_ONE_BY_ONE = 20_000;

type Seen = ReturnType<typeof seenOf>;

function seenOf(channelId: string, title: string, start: number, seriesId: string) {
  const airing = exampleAiring({
    broadcastId: `br_${channelId}_${start}`,
    channelId,
    title,
    start,
    seriesId,
  });
  return { airing, channel: exampleChannel({ id: channelId, timezone: "Pacific/Auckland" }) };
}

/** What a guide of 12,636 broadcasts costs that meets a million rules: all of it, and a hundred changes of it. */
export async function measureMatching(database: string): Promise<void> {
  const store = await openRecordingsStore(database, undefined);
  try {
    const airings = await readGuide();
    const titles = [...new Set(airings.map(({ airing }) => airing.title))];
    const channels = [...new Set(airings.map(({ airing }) => airing.channelId))];
    const ruleOf = (index: number) => exampleRule(index, titles, channels);
    const began = performance.now();
    for (let at = 0; at < RULES; at += RULES_A_STATEMENT) {
      await insert(
        store.client,
        Array.from({ length: RULES_A_STATEMENT }, (_, index) => ruleOf(at + index)),
      );
    }
    await store.client.$executeRaw`ANALYZE rule_key`;
    console.log(`${RULES} rules written in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    await measure(store.client, "a whole guide", airings);
    await measure(
      store.client,
      "a hundred changes",
      airings.filter((_, index) => index % 127 === 0),
    );
    const some = Array.from({ length: COMPARED_ONE_BY_ONE }, (_, index) => ruleOf(index));
    const [one] = airings;
    const start = performance.now();
    if (one) some.filter((rule) => isWanted(rule, one));
    const each = ((performance.now() - start) / COMPARED_ONE_BY_ONE) * RULES;
    console.log(`one change compared with every rule, in memory: ${(each / 1_000).toFixed(1)} s`);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

async function measure(client: RecordingsStore, name: string, airings: readonly Seen[]): Promise<void> {
  const byChannel = new Map<string, Seen[]>();
  for (const seen of airings) {
    const { channelId } = seen.airing;
    byChannel.set(channelId, [...(byChannel.get(channelId) ?? []), seen]);
  }
  const start = performance.now();
  let matches = 0;
  for (const own of byChannel.values()) {
    for await (const page of matchesOf(client, own)) matches += page.length;
  }
  const ms = performance.now() - start;
  console.log(
    `${name}: ${airings.length} broadcasts, ${matches} matches among ${RULES} rules in ${(ms / 1_000).toFixed(1)} s (${((ms * 1_000) / (matches + airings.length)).toFixed(0)} µs each)`,
  );
}

async function readGuide(): Promise<Seen[]> {
  const file = createRequire(import.meta.url).resolve("epg-parser/test/data/large.xml");
  const airings: Seen[] = [];
  for await (const item of readXmltv(createReadStream(file))) {
    if (item.kind !== "programme") continue;
    const { xmltvId, title, start } = item.programme;
    airings.push(seenOf(xmltvId, title, start, `se_${title}`));
  }
  return airings;
}

/** Four in ten by series, four by title, two by slot; half of the series and titles are of other guides. */
function exampleRule(index: number, titles: readonly string[], channels: readonly string[]): RecordingRule {
  const title = titles[(index * 7_919) % titles.length] ?? "";
  const isElsewhere = index % 2 === 0;
  const name = isElsewhere ? `Elsewhere ${index}` : title;
  const kind = index % 10 < 4 ? "SERIES" : index % 10 < 8 ? "TITLE" : "TIMESLOT";
  const identity = { id: `rule_${index}`, accountId: `ac_${index % 300_000}`, kind } as const;
  const blank = blankRule({ ...identity, seriesId: kind === "SERIES" ? `se_${name}` : null });
  const slot = {
    channelIds: [channels[index % channels.length] ?? ""],
    weekdays: [WEEKDAYS[index % WEEKDAYS.length] ?? "MONDAY"],
    startAfter: `${String(index % 23).padStart(2, "0")}:15`,
    startBefore: `${String(index % 23).padStart(2, "0")}:45`,
  };
  const rule = patchRule(
    blank,
    kind === "TITLE" ? { titleMatch: name.slice(0, 100) } : kind === "TIMESLOT" ? slot : {},
  );
  // A title of punctuation alone is nobody's wish.
  return "id" in rule ? rule : { ...blank, titleMatch: `Elsewhere ${index}` };
}

async function insert(client: RecordingsStore, rules: readonly RecordingRule[]): Promise<void> {
  const rows = rules.map(({ padding, ...rule }) => ({ ...rule, ...padding }));
  await client.$executeRaw`
    INSERT INTO rule (id, account_id, kind, series_id, title_match, channel_ids, weekdays, start_after_minute,
      start_before_minute, new_only, deduplicate, keep, priority, before_seconds, after_seconds, enabled, created_at)
    SELECT id, "accountId", kind, "seriesId", "titleMatch", "channelIds", weekdays, "startAfterMinute",
      "startBeforeMinute", "newOnly", deduplicate, keep, priority, "beforeSeconds", "afterSeconds", enabled, now()
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS said(
      id text, "accountId" text, kind text, "seriesId" text, "titleMatch" text, "channelIds" text[], weekdays text[],
      "startAfterMinute" int, "startBeforeMinute" int, "newOnly" boolean, deduplicate boolean, keep int, priority int,
      "beforeSeconds" int, "afterSeconds" int, enabled boolean)`;
  const keys = rules.flatMap((rule) => keysOfRule(rule).map((key) => ({ key, id: rule.id })));
  await client.$executeRaw`
    INSERT INTO rule_key (key, rule_id)
    SELECT DISTINCT key, id FROM json_to_recordset(${JSON.stringify(keys)}::json) AS said(key text, id text)`;
}
