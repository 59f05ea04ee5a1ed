import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { systemClock } from "../../lib/clock.js";
import { TIME } from "../../subgraphs/playback/redis/script-faults.js";
import { hurriedClock } from "../../tests/campaigns/hurried-clock.js";

/*
 * Loaded before a process of the house (`node --import`): its one clock goes HURRY_SPEED times as fast since HURRY_SINCE,
 * and so does the time that the slot script takes from Redis. Waits that the machine needs stay as they are.
 */

const since = Number(process.env["HURRY_SINCE"]);
const speed = Number(process.env["HURRY_SPEED"]);
if (!(since > 0 && speed > 0)) throw new Error("HURRY_SINCE and HURRY_SPEED must be given");

Object.assign(systemClock, hurriedClock(since, speed, { ...systemClock }));

const SCRIPT_TIME = `local time = redis.call('TIME')
local now = math.floor(${since} + (time[1] * 1000 + time[2] / 1000 - ${since}) * ${speed})
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
