import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { BUCKET_SECONDS, type Night } from "./scenario.js";
import type { Bucket } from "./tally.js";

/** What a chart is drawn of: the same evening in two houses. */
export interface Evenings {
  readonly night: Night;
  /** What failed. */
  readonly outage: string;
  readonly ours: readonly Bucket[];
  /** With a fixed beat, and without anything that spares the store. */
  readonly control: readonly Bucket[];
}

interface Line {
  readonly colour: string;
  readonly width: number;
  readonly values: readonly number[];
}

interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

const WIDTH = 960;
const PANEL_HEIGHT = 190;
const HEAD = 76;
const [LEFT, RIGHT, GAP] = [64, 36, 46];
const OURS = "#0b7a75";
const THEIRS = "#d1495b";
const INK = "#22313f";
const PAPER = "#ffffff";
const GRID = "#dfe5ea";
const SHADE = "#f3e3c3";
const FONT = "DejaVu Sans, Verdana, sans-serif";

/** The evening as three panels over the same hour, the outage shaded. */
export function drawNight({ night, outage, ours, control }: Evenings): string {
  const perSecond = (buckets: readonly Bucket[], of: "beats" | "starts") =>
    buckets.map((bucket) => bucket[of] / BUCKET_SECONDS);
  const pair = (theirs: readonly number[], own: readonly number[]): Line[] => [
    { colour: THEIRS, width: 1.2, values: theirs },
    { colour: OURS, width: 1.8, values: own },
  ];
  const alive = (buckets: readonly Bucket[]) => buckets.map((bucket) => bucket.alive);
  const panels: Panel[] = [
    { title: "Heartbeats per second", lines: pair(perSecond(control, "beats"), perSecond(ours, "beats")) },
    {
      title: "Starts per second, tried again or not",
      lines: pair(perSecond(control, "starts"), perSecond(ours, "starts")),
    },
    { title: "Streams alive", lines: pair(alive(control), alive(ours)) },
  ];
  const height = HEAD + panels.length * (PANEL_HEIGHT + GAP) + 8;
  const body = panels.map((panel, index) => drawPanel(panel, HEAD + index * (PANEL_HEIGHT + GAP), night));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="${FONT}" font-size="13" fill="${INK}">`,
    `<title>An hour with ${night.viewers} viewers and a quarter of an hour of outage (${outage})</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="${PAPER}"/>`,
    text(LEFT, 26, `One hour, ${night.viewers} viewers, fifteen minutes of outage: ${outage}`, "17", "bold"),
    `<rect x="${LEFT}" y="40" width="22" height="4" fill="${OURS}"/>`,
    text(LEFT + 30, 47, "Playhead: jittered beats, streams go on without the store"),
    `<rect x="${LEFT + 440}" y="40" width="22" height="4" fill="${THEIRS}"/>`,
    text(LEFT + 470, 47, "as in 2014: fixed beats, an error ends the stream"),
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

function drawPanel({ title, lines }: Panel, top: number, night: Night): string {
  const bottom = top + PANEL_HEIGHT;
  const highest = niceCeiling(Math.max(1, ...lines.flatMap(({ values }) => values)));
  const x = (second: number) => round(LEFT + (second / night.seconds) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(bottom - (value / highest) * PANEL_HEIGHT);
  const { from, to } = night.outage;
  const rules = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = share * highest;
    const label = text(LEFT - 8, y(value) + 4, String(round(value)), "11", "normal", "end");
    return `<path d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}" stroke="${GRID}"/>${label}`;
  });
  const minutes = Array.from({ length: night.seconds / 600 + 1 }, (_, index) =>
    text(x(index * 600), bottom + 16, `${index * 10} min`, "11", "normal", "middle"),
  );
  const drawn = lines.map(({ colour, width, values }) => {
    const points = values.map((value, index) => `${x((index + 0.5) * BUCKET_SECONDS)} ${y(value)}`);
    return `<path d="M${points.join("L")}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`;
  });
  return [
    text(LEFT, top - 8, title, "13", "bold"),
    `<rect x="${x(from)}" y="${top}" width="${round(x(to) - x(from))}" height="${PANEL_HEIGHT}" fill="${SHADE}"/>`,
    ...rules,
    `<path d="M${x(night.hourAt)} ${top}V${bottom}" stroke="${INK}" stroke-dasharray="3 4" opacity="0.5"/>`,
    ...minutes,
    ...drawn,
  ].join("\n");
}

/** The same picture in dots, twice as fine, with a font from the registry: the same on every machine. */
export async function rasterise(svg: string): Promise<Uint8Array> {
  const require = createRequire(import.meta.url);
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const fonts = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
  const fontBuffers = await Promise.all(
    fonts.map((font) => readFile(require.resolve(`dejavu-fonts-ttf/ttf/${font}`))),
  );
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: 2 },
    font: { fontBuffers, defaultFontFamily: "DejaVu Sans" },
  });
  return picture.render().asPng();
}

function text(x: number, y: number, what: string, size = "13", weight = "normal", anchor = "start"): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}">${what}</text>`;
}

/** 1, 2, 4, 5 or 8 of some power of ten: ends of axes that read well. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 8, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
