import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { TOKENS } from "../launcher/manifest.js";
import { openServiceDatabase } from "../launcher/service-access.js";
import { settings } from "../launcher/settings.js";
import { systemClock } from "../lib/clock.js";
import { readConfig } from "../lib/config.js";
import { parseInstant } from "../lib/date-time.js";
import { createInProcessLiveBus } from "../lib/events/live-bus.js";
import { randomIds } from "../lib/ids.js";
import type { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { serviceUnavailable } from "../lib/service.js";
import { type Accounts, startAccounts } from "../subgraphs/accounts/server.js";
import { CommandError, runCommand } from "./command.js";

const SCOPES = ["billing", "epg:write", "schema:read", "operations:any", "ops"];
const LONGEST_DAYS = 365;
const DAY_SECONDS = 86_400;

const USAGE = `usage: npm run accounts -- <command>

  create <email> --country NZ              a household; its password is ACCOUNT_PASSWORD, else made up and written
  grant <email|id> <product> [--until T]   a product for a period from now, or until an instant (ISO 8601)
  show <email|id>                          what accounts stores about a household, as JSON
  erase <email|id> --yes                   erases it in every service, for good
  token <name> --scopes a,b [--days N]     a token for a service: ${SCOPES.join(", ")}; a day, or up to ${LONGEST_DAYS}

Works on the accounts of DATABASE_URL_ACCOUNTS, else of the Playhead in DATA_DIR, whether that runs or not.`;

interface Options {
  readonly country?: string | undefined;
  readonly until?: string | undefined;
  readonly scopes?: string | undefined;
  readonly days?: string | undefined;
  readonly yes?: boolean | undefined;
}

async function householdOf(accounts: Accounts, who: string): Promise<string> {
  const id = await accounts.findHousehold(who);
  if (id === null) throw new CommandError(`no household has the address or the id "${who}"`);
  return id;
}

async function create(accounts: Accounts, [email = ""]: readonly string[], { country = "" }: Options) {
  const given = process.env["ACCOUNT_PASSWORD"];
  const password = given ?? randomBytes(12).toString("base64url");
  const broken = accounts.checkHousehold({ email, password, country });
  if (broken) throw new CommandError(broken);
  if ((await accounts.findHousehold(email)) !== null)
    throw new CommandError(`a household has ${email} already`);
  const id = await accounts.createHousehold({ email, password, country });
  return given === undefined ? `${id} ${password}` : id;
}

/** What `Date.parse` alone takes may be another year: "June 1" is that of 2001, and ends what is granted. */
function untilOf(text: string): number {
  try {
    return parseInstant(text);
  } catch {
    throw new CommandError(`--until must be an ISO 8601 instant with offset, got "${text}"`);
  }
}

async function grant(accounts: Accounts, [who = "", product = ""]: readonly string[], { until }: Options) {
  const at = until === undefined ? undefined : untilOf(until);
  const accountId = await householdOf(accounts, who);
  const found = (await accounts.products()).find(({ id }) => id === product);
  if (!found) throw new CommandError(`there is no product "${product}"`);
  await accounts.grantProduct(accountId, found, at);
  return JSON.stringify(await accounts.describeHousehold(accountId), null, 2);
}

async function erase(accounts: Accounts, [who = ""]: readonly string[], { yes }: Options) {
  const accountId = await householdOf(accounts, who);
  if (!yes) throw new CommandError(`erasing ${accountId} cannot be undone: say --yes`);
  await accounts.erase(accountId);
  return `${accountId} is gone here, and goes in every service that is up within a minute`;
}

function token(accounts: Accounts, [name = ""]: readonly string[], { scopes = "", days = "1" }: Options) {
  const wanted = scopes.split(",").filter(Boolean);
  const unknown = wanted.find((scope) => !SCOPES.includes(scope));
  if (wanted.length === 0 || unknown !== undefined) {
    throw new CommandError(`--scopes must be of ${SCOPES.join(", ")}, got "${unknown ?? scopes}"`);
  }
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    throw new CommandError(`the name must be 1..40 lower-case letters, digits and hyphens, got "${name}"`);
  }
  const count = Number(days);
  if (!/^\d+$/.test(days) || count < 1 || count > LONGEST_DAYS) {
    throw new CommandError(`--days must be 1..${LONGEST_DAYS}, got "${days}"`);
  }
  return accounts.issueToken(name, wanted, count * DAY_SECONDS);
}

function run(
  accounts: Accounts,
  command: string,
  rest: readonly string[],
  options: Options,
): Promise<string> {
  switch (command) {
    case "create":
      return create(accounts, rest, options);
    case "grant":
      return grant(accounts, rest, options);
    case "show":
      return householdOf(accounts, rest[0] ?? "").then(async (id) =>
        JSON.stringify(await accounts.describeHousehold(id), null, 2),
      );
    case "erase":
      return erase(accounts, rest, options);
    case "token":
      return token(accounts, rest, options);
    default:
      throw new CommandError(USAGE);
  }
}

async function main(lifecycle: Lifecycle): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      country: { type: "string" },
      until: { type: "string" },
      scopes: { type: "string" },
      days: { type: "string" },
      yes: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) return console.log(USAGE);
  const { databaseUrlAccounts: databaseUrl, dataDir } = readConfig(settings, process.env);
  const accounts = lifecycle.use(
    "accounts",
    await startAccounts({
      ...TOKENS,
      databaseUrl: await openServiceDatabase("accounts", { databaseUrl, dataDir }, lifecycle),
      clock: systemClock,
      ids: randomIds,
      log: createLogger("error"),
      hasDuties: false,
      live: lifecycle.use("live bus", createInProcessLiveBus()),
      verifier: { verify: () => Promise.resolve(null) },
      peers: { call: (peer) => Promise.reject(serviceUnavailable(peer)) },
    }),
  );
  console.log(await run(accounts, command, rest, values));
}

await runCommand("accounts command", main);
