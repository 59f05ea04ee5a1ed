const HALF_HOUR_MS = 30 * 60 * 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const WORDS = "night river stone summer letter island garden winter captain mirror shadow harbour".split(" ");

/** A guide of half hours that reads like a real one, day by day, each channel in turn. */
export async function* generatedGuide(size: {
  readonly from: number;
  readonly channels: number;
  readonly days: number;
}): AsyncGenerator<Uint8Array> {
  const ids = Array.from({ length: size.channels }, (_, at) => `channel.${at}`);
  yield Buffer.from(
    `<tv>${ids.map((id) => `<channel id="${id}"><display-name>${id}</display-name></channel>`).join("")}`,
  );
  for (let day = 0; day < size.days; day += 1) {
    for (const [channel, id] of ids.entries())
      yield Buffer.from(dayOf(id, channel, size.from + day * DAY_MS));
  }
  yield Buffer.from("</tv>");
}

function dayOf(id: string, channel: number, from: number): string {
  let text = "";
  for (let at = from; at < from + DAY_MS; at += HALF_HOUR_MS) {
    text += programme(id, at, (channel * 7_919 + at / HALF_HOUR_MS) % 100_003);
  }
  return text;
}

function programme(id: string, start: number, seed: number): string {
  const words = (count: number, step: number) =>
    Array.from({ length: count }, (_, at) => WORDS[(seed * step + at * at + at) % WORDS.length]).join(" ");
  return `<programme start="${xmltvTime(start)}" stop="${xmltvTime(start + HALF_HOUR_MS)}" channel="${id}">
<title lang="en">The ${words(2, 3)} ${seed % 499}</title><sub-title lang="en">${words(4, 5)} ${seed}</sub-title>
<desc lang="en">${words(60, 7)}</desc><credits><director>${words(2, 11)}</director><actor role="${words(1, 2)}">${words(2, 13)}</actor><actor>${words(2, 17)}</actor></credits>
<category>Series</category><episode-num system="xmltv_ns">${seed % 9}.${seed % 23}.</episode-num><episode-num system="dd_progid">EP${String(seed).padStart(8, "0")}.${String(seed % 9_999 || 1).padStart(4, "0")}</episode-num>
<icon src="https://pictures.example/${seed}.jpg" width="640" height="360"/><rating system="FSK"><value>12</value></rating></programme>
`;
}

export function xmltvTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, "")} +0000`;
}
