import { createHash, randomBytes } from "node:crypto";
import { importJWK, type JWK, SignJWT } from "jose";
import pg from "pg";
import type { Tokens } from "../../client/index.js";
import { TOKENS } from "../../launcher/manifest.js";

/** A device of a household, signed in. */
export interface Seat {
  readonly accountId: string;
  readonly deviceId: string;
  readonly tokens: Tokens;
}

/** A household with one seat for each of its viewers, and one more for each who may go to another room. */
export interface Household {
  readonly accountId: string;
  /** A person for each viewer. */
  readonly profileIds: readonly string[];
  readonly seats: readonly Seat[];
}

/** An access token of accounts lives this long. */
const ACCESS_SECONDS = 15 * 60;
const DAY_MS = 86_400_000;
/** A viewer has a device in either of two rooms. */
export const SEATS_EACH = 2;
/** Rows that one statement writes. */
const ROWS_AT_ONCE = 5_000;

/**
 * Households that hold the product `basic`, with so many devices each, straight into accounts' database: twenty thousand
 * sign-ups would take an hour of hashing. Their sessions are those of an evening on which people signed in at any time
 * of the last quarter of an hour, so that access tokens run out all the time, and all of them in a long outage. Where
 * nobody is to sign in, `passwordHash` is nobody's.
 */
export async function seedHouseholds(
  databaseUrl: string,
  devices: readonly number[],
  now: number,
  passwordHash = "",
): Promise<Household[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const sign = await signer(client);
    const households = await Promise.all(
      devices.map(async (count, number) => {
        const accountId = `ac_night${number}`;
        const seats = Array.from({ length: count }, (_, seat) =>
          makeSeat(accountId, `${number}x${seat}`, sign, now),
        );
        const people = Array.from({ length: Math.ceil(count / SEATS_EACH) }, (_, person) => person);
        const profileIds = people.map((person) => `pr_${accountId}x${person}`);
        return { accountId, profileIds, seats: await Promise.all(seats) };
      }),
    );
    for (let at = 0; at < households.length; at += ROWS_AT_ONCE) {
      await write(client, households.slice(at, at + ROWS_AT_ONCE), now, passwordHash);
    }
    return households;
  } finally {
    await client.end();
  }
}

type Sign = (
  seat: { accountId: string; deviceId: string; sessionId: string },
  issuedAt: number,
) => Promise<string>;

/** As accounts issues them, with its own key. */
async function signer(client: pg.Client): Promise<Sign> {
  const { rows } = await client.query<{ kid: string; private_jwk: JWK }>(
    "SELECT kid, private_jwk FROM signing_key ORDER BY created_at LIMIT 1",
  );
  const [kept] = rows;
  if (!kept) throw new Error("accounts has no signing key yet");
  const key = await importJWK(kept.private_jwk, "EdDSA");
  return ({ accountId, deviceId, sessionId }, issuedAt) =>
    new SignJWT({ sid: sessionId, device: deviceId })
      .setProtectedHeader({ alg: "EdDSA", kid: kept.kid })
      .setSubject(accountId)
      .setIssuer(TOKENS.issuer)
      .setAudience(TOKENS.audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_SECONDS)
      .sign(key);
}

async function makeSeat(accountId: string, name: string, sign: Sign, now: number): Promise<Seat> {
  const deviceId = `dev_night${name}`;
  const issuedAt = Math.floor(now / 1_000 - Math.random() * (ACCESS_SECONDS - 60));
  const accessToken = await sign({ accountId, deviceId, sessionId: sessionOf(deviceId) }, issuedAt);
  const accessTokenExpiresAt = new Date((issuedAt + ACCESS_SECONDS) * 1_000).toISOString();
  const refreshToken = randomBytes(32).toString("base64url");
  return { accountId, deviceId, tokens: { accessToken, accessTokenExpiresAt, refreshToken } };
}

function sessionOf(deviceId: string): string {
  return deviceId.replace("dev_", "ses_");
}

async function write(
  client: pg.Client,
  households: readonly Household[],
  now: number,
  passwordHash: string,
): Promise<void> {
  const at = new Date(now - DAY_MS);
  const until = new Date(now + 30 * DAY_MS);
  const ids = households.map(({ accountId }) => accountId);
  const seats = households.flatMap((household) => household.seats);
  const ofSeats = [seats.map(({ accountId }) => accountId), seats.map(({ deviceId }) => deviceId)];
  const sessions = seats.map(({ deviceId }) => sessionOf(deviceId));
  const hashes = seats.map(({ tokens }) =>
    createHash("sha256").update(tokens.refreshToken).digest("base64url"),
  );
  await client.query("BEGIN");
  await client.query(
    `INSERT INTO account (id, email, password_hash, country, created_at)
     SELECT id, id || '@example.org', $3, 'NZ', $2 FROM unnest($1::text[]) id`,
    [ids, at, passwordHash],
  );
  await client.query(
    `INSERT INTO profile (id, account_id, name, language, created_at)
     SELECT profile_id, id, profile_id, 'en', $3 FROM unnest($1::text[], $2::text[]) person (id, profile_id)`,
    [
      households.flatMap(({ accountId, profileIds }) => profileIds.map(() => accountId)),
      households.flatMap(({ profileIds }) => profileIds),
      at,
    ],
  );
  await client.query(
    `INSERT INTO entitlement (id, account_id, product_id, valid_from, valid_until, standing)
     SELECT 'ent_' || id, id, 'basic', $2, $3, 'ACTIVE' FROM unnest($1::text[]) id`,
    [ids, at, until],
  );
  await client.query(
    `INSERT INTO device (id, account_id, name, family, registered_at)
     SELECT id, account_id, id, 'TV', $3 FROM unnest($1::text[], $2::text[]) seat (account_id, id)`,
    [...ofSeats, at],
  );
  await client.query(
    `INSERT INTO session (id, account_id, device_id, created_at)
     SELECT id, account_id, device_id, $4 FROM unnest($1::text[], $2::text[], $3::text[]) seat (account_id, device_id, id)`,
    [...ofSeats, sessions, at],
  );
  await client.query(
    `INSERT INTO refresh_token (hash, session_id, expires_at)
     SELECT hash, id, $3 FROM unnest($1::text[], $2::text[]) token (hash, id)`,
    [hashes, sessions, until],
  );
  await client.query("COMMIT");
}
