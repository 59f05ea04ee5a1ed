import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";

/*
 * The registration spike of bench/sign-ups.ts, in a process of its own so that it costs whoever measures nothing but its
 * share of the machine: so many sign-ups a second, each with an address of its own. Its parent says `start` and `stop`
 * over IPC; the answer to `stop` is what came of them.
 */

/** How many sign-ups had which outcome, by type or error code. */
export type Outcomes = Readonly<Record<string, number>>;

const [url = "", rate = "200"] = process.argv.slice(2);
const QUERY = `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ") { __typename } }`;
/** Sign-ups without an answer; more are not sent, and counted as such. */
const MOST_OPEN = 2_000;
const TICK_MS = 10;

const agent = new Agent({ connections: 256, pipelining: 1 });
let outcomes: Record<string, number> = {};
let isRunning = false;
let count = 0;
let open = 0;

async function signUp(index: number): Promise<string> {
  const response = await request(url, {
    method: "POST",
    dispatcher: agent,
    headers: { "content-type": "application/json", "x-forwarded-for": addressOf(index) },
    body: JSON.stringify({ query: QUERY, variables: { email: `n${process.pid}.${index}@example.org` } }),
  });
  const { data, errors } = (await response.body.json()) as {
    data?: { signUp?: { __typename: string } };
    errors?: { extensions: { code: string } }[];
  };
  return data?.signUp?.__typename ?? errors?.[0]?.extensions.code ?? `HTTP ${response.statusCode}`;
}

/** Every client comes from elsewhere: it is not the limits of addresses that are measured. */
function addressOf(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
}

async function run(): Promise<void> {
  const begun = performance.now();
  let sent = 0;
  while (isRunning) {
    const due = Math.floor(((performance.now() - begun) * Number(rate)) / 1_000);
    for (; sent < due; sent += 1) launch();
    await delay(TICK_MS);
  }
}

function launch(): void {
  if (open >= MOST_OPEN) {
    note("not sent");
    return;
  }
  open += 1;
  count += 1;
  signUp(count)
    .catch((error: Error) => error.name)
    .then(note)
    .finally(() => {
      open -= 1;
    });
}

function note(outcome: string): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

process.on("message", (command) => {
  if (command === "start") {
    outcomes = {};
    isRunning = true;
    void run();
  } else {
    isRunning = false;
    process.send?.(outcomes);
  }
});
process.send?.("ready");
