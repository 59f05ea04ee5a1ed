import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Pool } from "undici";
import { type GatewayFiles, readGatewayFiles } from "../../gateway/gateway-files.js";
import { median } from "../median.js";
import { GUILD_FILES, GUILD_OPERATIONS } from "./guild.js";
import { type BenchOperation, OPERATIONS } from "./operations.js";

/**
 * `npm run bench:gateway`: milliseconds of CPU that a gateway takes for a request, services' answers recorded: ours, ours
 * with Apollo's executor, plain @apollo/gateway with @apollo/server, and Hive Gateway with Hive Router's planner. Each is a
 * process of its own; they are asked in turns, a round each, and the median of the rounds counts. Requests a second are
 * those of the whole: clients, gateway and services on one machine. The peers are installed to `bench/gateway/peers` at the
 * first run. `OPERATION=grid` compares in those alone that have this in their name.
 */
const ROUNDS = 7;
const REQUESTS_A_ROUND = Number(process.env["REQUESTS"] ?? 200);
const WARM_UP = Number(process.env["WARM_UP"] ?? 400);
const AT_ONCE = 8;
const OWN = "ours";

const peers = path.resolve("bench/gateway/peers");
const here = (file: string) => path.join(import.meta.dirname, file);

interface Contender {
  readonly name: string;
  readonly process: ChildProcess;
  readonly pool: Pool;
}

if (!existsSync(path.join(peers, "node_modules"))) {
  console.log("installing the peers");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: peers, stdio: "inherit" });
}
await compareIn({ files: await readGatewayFiles(), operations: OPERATIONS });
await compareIn({ files: GUILD_FILES, operations: GUILD_OPERATIONS });

interface World {
  readonly files: GatewayFiles;
  readonly operations: Readonly<Record<string, BenchOperation>>;
}

/** Starts services and contenders for a supergraph, compares them, and ends them. */
async function compareIn({ files, operations }: World): Promise<void> {
  const FOLDER = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
  await writeFile(path.join(FOLDER, "supergraph.graphql"), files.supergraph);
  await writeFile(path.join(FOLDER, "policy.json"), files.policy);
  const services = fork(here("recorded-services.js"), { env: { ...process.env, FOLDER } });
  const contenders: Contender[] = [];
  try {
    const { ports } = (await message(services)) as { ports: Record<string, number> };
    const origins = Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`] as const);
    const SUPERGRAPH = path.join(FOLDER, "located.graphql");
    await writeFile(
      SUPERGRAPH,
      origins.reduce(
        (text, [name, origin]) => text.replace(`"service:${name}"`, `"${origin}/graphql"`),
        files.supergraph,
      ),
    );
    const SERVICES = JSON.stringify(Object.fromEntries(origins.map(([name, origin]) => [name, [origin]])));
    const ours = { FOLDER, SERVICES };
    contenders.push(await contend(OWN, here("own.js"), { ...ours, EXECUTOR: "compiled" }));
    contenders.push(await contend("ours, Apollo's executor", here("own.js"), { ...ours, EXECUTOR: "stock" }));
    contenders.push(await contend("plain Apollo", path.join(peers, "apollo.mjs"), { SUPERGRAPH }));
    contenders.push(await contend("Hive, Rust planner", path.join(peers, "hive.mjs"), { SUPERGRAPH }));
    for (const [name, operation] of Object.entries(operations)) {
      if (name.includes(process.env["OPERATION"] ?? "")) await compare(name, operation, contenders);
    }
  } finally {
    for (const { process: child, pool } of contenders) {
      await pool.destroy();
      // Hive Gateway takes its time over SIGTERM, and nothing here has to be saved.
      child.kill("SIGKILL");
    }
    services.kill();
    await rm(FOLDER, { recursive: true, force: true });
  }
}

async function contend(name: string, module: string, env: Record<string, string>): Promise<Contender> {
  const child = fork(module, { env: { ...process.env, NODE_ENV: "production", ...env } });
  const { port } = (await message(child)) as { port: number };
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: AT_ONCE });
  return { name, process: child, pool };
}

interface Round {
  readonly cpuMs: number;
  readonly aSecond: number;
}

async function compare(
  name: string,
  operation: BenchOperation,
  contenders: readonly Contender[],
): Promise<void> {
  let turn = 0;
  const ask = async ({ name: of, pool }: Contender) => {
    turn += 1;
    const { statusCode, body } = await pool.request({
      path: "/graphql",
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer bench" },
      body: JSON.stringify({ query: operation.query, variables: operation.variables(turn) }),
    });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"errors"'))
      throw new Error(`${of} answered ${text.slice(0, 500)}`);
    return text.length;
  };
  const askMany = async (contender: Contender, requests: number) => {
    let left = requests;
    const client = async () => {
      while (left > 0) {
        left -= 1;
        await ask(contender);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
  };
  for (const contender of contenders) await askMany(contender, WARM_UP);
  const rounds = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [contender, taken] of rounds) {
      const before = await cpuOf(contender);
      const began = performance.now();
      await askMany(contender, REQUESTS_A_ROUND);
      const seconds = (performance.now() - began) / 1_000;
      const cpuMs = ((await cpuOf(contender)) - before) / REQUESTS_A_ROUND;
      taken.push({ cpuMs, aSecond: REQUESTS_A_ROUND / seconds });
    }
  }
  const cpuOfRounds = (taken: readonly Round[] = []) => median(taken.map(({ cpuMs }) => cpuMs));
  const own = cpuOfRounds([...rounds.values()][0]);
  console.log(`\n${name}: CPU of the gateway for a request, ours as a part of it, requests a second`);
  for (const [contender, taken] of rounds) {
    const middle = cpuOfRounds(taken);
    const aSecond = median(taken.map((round) => round.aSecond)).toFixed(0);
    const bytes = await ask(contender);
    console.log(
      `  ${contender.name.padEnd(24)} ${middle.toFixed(3)} ms  ${(own / middle).toFixed(2)}  ${aSecond.padStart(5)}/s  ${bytes} bytes`,
    );
  }
}

async function cpuOf({ process: child }: Contender): Promise<number> {
  const answer = message(child);
  child.send("cpu");
  return ((await answer) as { cpuMs: number }).cpuMs;
}

async function message(child: ChildProcess): Promise<unknown> {
  const [first] = await once(child, "message");
  return first;
}
