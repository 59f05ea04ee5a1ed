import { onTestFinished } from "vitest";
import { startRedisServer } from "../../tests/support/redis-servers.js";
import { systemClock } from "../clock.js";
import { randomIds } from "../ids.js";
import { createStreamLog } from "./stream-log.js";
import { describeEventBus } from "./testing/event-bus-contract.js";
import { EventWorld, log } from "./testing/world.js";

async function openWorld() {
  const server = await startRedisServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const openLog = () => createStreamLog({ redisUrl: server.url, clock: systemClock, ids: randomIds, log });
  return EventWorld.open(openLog, false);
}

describeEventBus("events between processes, through Redis", openWorld);
