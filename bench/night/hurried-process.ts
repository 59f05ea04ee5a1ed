import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { systemClock } from "../../lib/clock.js";
import { TIME } from "../../subgraphs/playback/redis/script-faults.js";
import { type Pace, PacedTime } from "./pace.js";

/*
 * Loaded before a process of the house (`node --import`): its one clock goes as HURRY_PACES say since HURRY_SINCE, and so
 * does the time that the slot script takes from Redis. Waits that the machine needs stay as they are.
 */

const since = Number(process.env["HURRY_SINCE"]);
const paces = process.env["HURRY_PACES"];
if (!(since > 0) || paces === undefined) throw new Error("HURRY_SINCE and HURRY_PACES must be given");
const time = new PacedTime(since, JSON.parse(paces) as Pace[]);

Object.assign(systemClock, time.clock({ ...systemClock }));

const SCRIPT_TIME = `local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
${time.inLua("now")}
now = math.floor(now)
`;
const { readFile } = fs;
Object.assign(fs, {
  async readFile(...args: Parameters<typeof readFile>) {
    const text = await readFile(...args);
    return typeof text === "string" && String(args[0]).endsWith("canary.lua") ? hurried(text) : text;
  },
});
syncBuiltinESMExports();

function hurried(script: string): string {
  if (!script.includes(TIME)) throw new Error("the slot script takes its time from elsewhere");
  return script.replace(TIME, SCRIPT_TIME);
}
