import { setTimeout as delay } from "node:timers/promises";
import { RequestFailure, TypedDocumentString } from "../client/index.js";
import { benchClient } from "./bench-players.js";

/*
 * The registration spike of bench/sign-ups.ts, in a process of its own so that it costs whoever measures nothing but its
 * share of the machine: so many sign-ups a second, each from an address of its own; or as many requests that ask for
 * nothing, to compare with. Its parent says which, and `stop`, over IPC; the answer to `stop` is what came of them.
 */

export type Load = "sign-ups" | "nothing";

/** How many sign-ups had which outcome, by type or error code. */
export type Outcomes = Readonly<Record<string, number>>;

const [url = "", rate = "200"] = process.argv.slice(2);
/** Beside those from which heartbeats come. */
const FIRST_CLIENT = 1_000_000;
const NOTHING = new TypedDocumentString<{ __typename: string }, object>("{ __typename }");
const SIGN_UP = new TypedDocumentString<{ signUp: { __typename: string } }, { email: string }>(
  `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ") { __typename } }`,
);
/** Sign-ups without an answer; more are not sent, and counted as such. */
const MOST_OPEN = 2_000;
const TICK_MS = 10;
/** People wait so long for an account. */
const PATIENCE_MS = 30_000;

let outcomes: Record<string, number> = {};
let load: Load | null = null;
let count = 0;
let open = 0;

/** What came of it; every client is another one, and comes from elsewhere. */
async function send(index: number): Promise<string> {
  const client = benchClient(url, FIRST_CLIENT + index);
  if (load === "nothing") return (await client.request(NOTHING, {})).data.__typename;
  const email = `n${process.pid}.${index}@example.org`;
  return (await client.request(SIGN_UP, { email }, { timeoutMs: PATIENCE_MS })).data.signUp.__typename;
}

async function run(): Promise<void> {
  const begun = performance.now();
  let sent = 0;
  while (load) {
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
  send(count)
    .catch((error: unknown) => (error instanceof RequestFailure ? error.code : undefined) ?? "no answer")
    .then(note)
    .finally(() => {
      open -= 1;
    });
}

function note(outcome: string): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

process.on("message", (command: Load | "stop") => {
  if (command === "stop") {
    load = null;
    process.send?.(outcomes);
  } else {
    outcomes = {};
    load = command;
    void run();
  }
});
process.send?.("ready");
