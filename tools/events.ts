import { services } from "../launcher/manifest.js";
import { systemClock } from "../lib/clock.js";
import { secretOf } from "../lib/config.js";
import { type DeadLetter, deadLetters, dropDeadLetter, requestReplay } from "../lib/events/dead-letters.js";
import { ALL_PARTITIONS } from "../lib/events/event.js";
import { type EventStream, openEventStream } from "../lib/events/event-stream.js";
import { forgetGroup, measureLag } from "../lib/events/lag.js";
import { type EventPool, openEventPool } from "../lib/events/sql.js";
import { randomIds } from "../lib/ids.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { openRedis, untilReady } from "../lib/redis.js";

const USAGE = `usage: npm run events -- <command>

  lag                         how far each group of consumers is behind, and what each outbox holds
  dead                        events that a group could not apply, the newest first
  show <id>                   one of them, with its payload and error
  replay <id> | --all         has the group apply it again; a running replica does so within seconds
  drop <id>                   forgets it for good
  forget <service> <group>    waits no longer for a group that is gone for good

Reads the services' databases from DATABASE_URL_<SERVICE>, one or more, and Redis from REDIS_URL.`;

/** A sentence for whoever runs the command. */
class CommandError extends Error {}

interface Place {
  readonly service: string;
  readonly pool: EventPool;
}

interface Surroundings {
  readonly places: readonly Place[];
  /** A service's streams; undefined without REDIS_URL. */
  readonly streamsOf: ((service: string) => EventStream[]) | undefined;
}

const log = createLogger("silent");

async function openSurroundings(lifecycle: Lifecycle): Promise<Surroundings> {
  const places = services.flatMap(({ name }) => {
    const url = secretOf(`DATABASE_URL_${name.toUpperCase()}`, process.env);
    return url ? [{ service: name, pool: lifecycle.use(`${name} database`, openEventPool(url, log)) }] : [];
  });
  if (places.length === 0) {
    const names = services.map(({ name }) => `DATABASE_URL_${name.toUpperCase()}`).join(", ");
    throw new CommandError(`set one or more of ${names}: events and dead letters are kept there`);
  }
  const url = secretOf("REDIS_URL", process.env);
  if (!url) return { places, streamsOf: undefined };
  const redis = openRedis({ url, name: "events command", log });
  lifecycle.defer("Redis", () => redis.disconnect());
  await untilReady(redis, url);
  const streamsOf = (service: string) =>
    ALL_PARTITIONS.map((partition) =>
      openEventStream(redis, service, partition, () => randomIds.next("epoch")),
    );
  return { places, streamsOf };
}

async function showLag({ places, streamsOf }: Surroundings): Promise<void> {
  for (const { service, pool } of places) {
    const { groups, outbox } = await measureLag(pool, systemClock.now());
    const kept = `${outbox.entries} events in the outbox${ageOf(outbox.oldestMs)}`;
    const lengths = await Promise.all(streamsOf?.(service).map((stream) => stream.length()) ?? []);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    console.log(`${service}: ${kept}${streamsOf ? `, ${total} in Redis` : ""}`);
    for (const { group, entriesBehind, oldestMs } of groups) {
      console.log(`  ${group}: ${entriesBehind} behind${ageOf(oldestMs)}`);
    }
  }
}

function ageOf(oldestMs: number): string {
  return oldestMs === 0 ? "" : `, the oldest for ${(oldestMs / 1_000).toFixed(1)} s`;
}

async function everywhere<Result>({ places }: Surroundings, ask: (pool: EventPool) => Promise<Result>) {
  return Promise.all(places.map(async ({ service, pool }) => ({ service, said: await ask(pool) })));
}

async function showDead(surroundings: Surroundings): Promise<void> {
  const found = await everywhere(surroundings, (pool) => deadLetters(pool));
  const letters = found.flatMap(({ service, said }) => said.map((letter) => ({ service, letter })));
  if (letters.length === 0) console.log("no dead letters");
  for (const { service, letter } of letters) console.log(lineOf(service, letter));
}

function lineOf(service: string, letter: DeadLetter): string {
  const { id, group, type, key, tries, error, replay } = letter;
  const standing = replay ? ", to be replayed" : "";
  return `${id}  ${type} of ${key}, group ${group} in ${service}, ${tries} tries${standing}: ${error}`;
}

async function show(surroundings: Surroundings, id: string): Promise<void> {
  const found = await everywhere(surroundings, (pool) => deadLetters(pool, id));
  const letters = found.flatMap(({ service, said }) => said.map((letter) => ({ service, ...letter })));
  if (letters.length === 0) throw new CommandError(`no dead letter has the id ${id}`);
  for (const letter of letters) {
    const times = {
      at: new Date(letter.at).toISOString(),
      diedAt: new Date(letter.diedAt).toISOString(),
    };
    console.log(JSON.stringify({ ...letter, ...times }, null, 2));
  }
}

/** Tells in how many places something was done; an id that is nowhere is an error. */
async function count(
  surroundings: Surroundings,
  id: string | undefined,
  done: string,
  work: (pool: EventPool) => Promise<number>,
): Promise<void> {
  const found = await everywhere(surroundings, work);
  const total = found.reduce((sum, { said }) => sum + said, 0);
  if (total === 0 && id !== undefined) throw new CommandError(`no dead letter has the id ${id}`);
  console.log(`${total} dead letter${total === 1 ? "" : "s"} ${done}`);
}

async function forget({ places, streamsOf }: Surroundings, service: string, group: string): Promise<void> {
  const place = places.find((one) => one.service === service);
  if (!place) throw new CommandError(`DATABASE_URL_${service.toUpperCase()} must name ${service}'s database`);
  for (const stream of streamsOf?.(service) ?? []) await stream.forget(group);
  if (!(await forgetGroup(place.pool, group))) {
    throw new CommandError(`${service} waits for no group of the name ${group}`);
  }
  console.log(`${service} waits for ${group} no longer`);
}

async function main(): Promise<void> {
  const [command, first, second] = process.argv.slice(2);
  if (command === "--help" || command === "-h") return console.log(USAGE);
  await using lifecycle = new Lifecycle("events command");
  const open = () => openSurroundings(lifecycle);
  if (command === "lag") return await showLag(await open());
  if (command === "dead") return await showDead(await open());
  if (command === "show" && first) return await show(await open(), first);
  if (command === "replay" && first) {
    const id = first === "--all" ? undefined : first;
    return await count(await open(), id, "will be applied again", (pool) => requestReplay(pool, id));
  }
  if (command === "drop" && first) {
    return await count(await open(), first, "dropped", (pool) => dropDeadLetter(pool, first));
  }
  if (command === "forget" && first && second) return await forget(await open(), first, second);
  throw new CommandError(USAGE);
}

await main().catch((error: unknown) => {
  const { message } = error as Error;
  console.error(
    error instanceof CommandError || message.startsWith("cannot reach")
      ? message
      : `it did not work: ${message}`,
  );
  process.exitCode = 1;
});
