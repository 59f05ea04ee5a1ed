import { systemClock } from "../lib/clock.js";
import { tellAnEvening } from "./stories/main-job.js";
import { startApartHouse } from "./support/apart-house.js";

// Redis tells the time of slots there, and no two commands meet in one of its milliseconds.
tellAnEvening("with two processes of each service", async () => ({
  ...(await startApartHouse({ replicas: 2, importsGuide: true })),
  now: () => systemClock.now(),
  pause: () => undefined,
}));
