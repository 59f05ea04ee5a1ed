import { createReadStream } from "node:fs";
import { expect, test } from "vitest";
import { readXmltv } from "../subgraphs/catalog/domain/xmltv/reader.js";
import { demoGuideFile, demoShiftWeeks } from "./demo.js";

const HOUR_MS = 60 * 60 * 1_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

async function readProgrammes() {
  const programmes: { xmltvId: string; start: number; stop: number }[] = [];
  for await (const item of readXmltv(createReadStream(demoGuideFile()))) {
    if (item.kind !== "programme") continue;
    const { xmltvId, start, stop } = item.programme;
    if (stop !== null) programmes.push({ xmltvId, start, stop });
  }
  return programmes;
}

test("whoever starts the demo, at any hour of the week, finds most channels on air", async () => {
  const programmes = await readProgrammes();
  const monday = Date.UTC(2026, 10, 23);
  for (let at = monday; at < monday + WEEK_MS; at += HOUR_MS / 4) {
    const shown = at - demoShiftWeeks(at) * WEEK_MS;
    const onAir = programmes.filter(({ start, stop }) => start <= shown && shown < stop);
    const channels = new Set(onAir.map(({ xmltvId }) => xmltvId));
    expect(channels.size, new Date(at).toISOString()).toBeGreaterThan(50);
  }
});
