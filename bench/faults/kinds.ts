import {
  HeartbeatDocument,
  type PlayheadClient,
  SignInDocument,
  StartPlayoutDocument,
  TypedDocumentString,
} from "../../client/index.js";
import type { Seat } from "../night/households.js";

/** What a device of the load is, and remembers. */
export interface LoadSeat extends Seat {
  /** Who of the household it is whose history is read. */
  readonly profileId: string;
  readonly client: PlayheadClient;
  slotToken: string | null;
  sequence: number;
}

/** What the load knows of the house. */
export interface Cast {
  /** They play, and beat. */
  readonly watching: readonly LoadSeat[];
  /** They press play, again and again. */
  readonly starting: readonly LoadSeat[];
  readonly password: string;
  /** What bookmarks are set in. */
  readonly bookmarkedId: string;
  readonly channelId: string;
  readonly broadcastIds: readonly string[];
  readonly ledger: Ledger;
}

/** What the platform said that it did: the audit looks whether it is so. */
export interface Ledger {
  readonly recordingIds: Set<string>;
  /** The newest position by household. */
  readonly positions: Map<string, number>;
  /** Addresses that were told that a code comes. */
  readonly mailedTo: Set<string>;
  /** Players that were told to stop. */
  readonly stops: string[];
}

/** A kind of request, sent so often; resolves with null where it was answered as it should, else with why it was not. */
export interface Kind {
  readonly name: string;
  readonly everyMs: number;
  ask(number: number, cast: Cast): Promise<string | null>;
}

const GUIDE = new TypedDocumentString<{ channels: { edges: unknown[] } | null }, object>(
  "query Guide { channels(first: 20) { edges { node { title now { title } next { title } } } } }",
);
const HISTORY = new TypedDocumentString<
  { viewer: { profile: { viewHistory: { edges: unknown[] } | null } | null } | null },
  { id: string }
>(
  `query History($id: ID!) { viewer { profile(id: $id) { viewHistory(first: 5) { edges { node { positionSeconds } } } } } }`,
);
const BOOKMARK = new TypedDocumentString<
  { setBookmark: { positionSeconds: number } },
  { contentId: string; positionSeconds: number }
>(`mutation Bookmark($contentId: ID!, $positionSeconds: Int!) {
  setBookmark(contentId: $contentId, positionSeconds: $positionSeconds) { positionSeconds } }`);
const RECORD = new TypedDocumentString<
  { scheduleRecording: { __typename: string; id?: string } },
  { id: string }
>("mutation Record($id: ID!) { scheduleRecording(broadcastId: $id) { __typename ... on Recording { id } } }");
const FORGOT = new TypedDocumentString<{ requestPasswordReset: boolean }, { email: string }>(
  "mutation Forgot($email: String!) { requestPasswordReset(email: $email) }",
);

/** So long a viewer waits before they call it broken. */
export const PATIENCE_MS = 10_000;
const WAIT = { timeoutMs: PATIENCE_MS } as const;

/** Every kind of request that households live by. */
export const KINDS: readonly Kind[] = [
  {
    name: "play start",
    everyMs: 500,
    async ask(number, { starting, channelId }) {
      const seat = one(starting, number);
      const input = { contentId: channelId, deviceId: seat.deviceId, clientRequestId: `start-${number}` };
      const { startPlayout } = (await seat.client.request(StartPlayoutDocument, { input }, WAIT)).data;
      if (startPlayout.__typename !== "PlaySession") return startPlayout.__typename;
      return null;
    },
  },
  {
    name: "heartbeat",
    everyMs: 250,
    async ask(number, { watching, ledger }) {
      const seat = one(watching, number);
      if (!seat.slotToken) return "nothing plays";
      seat.sequence += 1;
      const input = { slotToken: seat.slotToken, sequence: seat.sequence, positionSeconds: seat.sequence };
      const { heartbeat } = (
        await seat.client.request(HeartbeatDocument, { input }, { ...WAIT, session: "none" })
      ).data;
      if (heartbeat?.directive === "STOP") ledger.stops.push(`${seat.deviceId}: ${heartbeat.reason}`);
      return heartbeat?.directive === "CONTINUE" ? null : `told ${heartbeat?.directive ?? "nothing"}`;
    },
  },
  {
    name: "guide",
    everyMs: 500,
    async ask(number, { watching }) {
      const { data } = await one(watching, number).client.request(GUIDE, {}, { ...WAIT, session: "none" });
      return data.channels ? null : "no channels";
    },
  },
  {
    name: "sign-in",
    everyMs: 2_000,
    async ask(number, { starting, password }) {
      const { accountId, client } = one(starting, number);
      const variables = { email: `${accountId}@example.org`, password };
      const { signIn } = (await client.request(SignInDocument, variables, { ...WAIT, session: "none" })).data;
      return signIn.__typename === "Session" ? null : signIn.__typename;
    },
  },
  {
    name: "history",
    everyMs: 1_000,
    async ask(number, { starting }) {
      const { profileId, client } = one(starting, number);
      const { data } = await client.request(HISTORY, { id: profileId }, WAIT);
      return data.viewer?.profile?.viewHistory ? null : "no history";
    },
  },
  {
    name: "bookmark",
    everyMs: 1_000,
    async ask(number, { starting, bookmarkedId, ledger }) {
      const { accountId, client } = one(starting, number);
      const variables = { contentId: bookmarkedId, positionSeconds: number };
      const { data } = await client.request(BOOKMARK, variables, WAIT);
      if (!data.setBookmark) return "not set";
      ledger.positions.set(accountId, Math.max(number, ledger.positions.get(accountId) ?? 0));
      return null;
    },
  },
  {
    name: "recording",
    everyMs: 1_000,
    async ask(number, { starting, broadcastIds, ledger }) {
      const broadcastId = one(broadcastIds, Math.floor(number / starting.length));
      const { data } = await one(starting, number).client.request(RECORD, { id: broadcastId }, WAIT);
      if (data.scheduleRecording?.id === undefined)
        return data.scheduleRecording?.__typename ?? "not scheduled";
      ledger.recordingIds.add(data.scheduleRecording.id);
      return null;
    },
  },
  {
    name: "code by mail",
    everyMs: 2_000,
    async ask(number, { starting, ledger }) {
      const { accountId, client } = one(starting, number);
      const email = `${accountId}@example.org`;
      const { data } = await client.request(FORGOT, { email }, { ...WAIT, session: "none" });
      if (!data.requestPasswordReset) return "not promised";
      ledger.mailedTo.add(email);
      return null;
    },
  },
];

function one<Each>(many: readonly Each[], number: number): Each {
  return many[number % many.length] as Each;
}
