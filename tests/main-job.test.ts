import { tellAnEvening } from "./stories/main-job.js";
import { startTestHouse } from "./support/test-house.js";

tellAnEvening("all in one process", async () => {
  const test = await startTestHouse();
  return { ...test, now: () => test.clock.now(), pause: () => test.clock.advance(1_000) };
});
