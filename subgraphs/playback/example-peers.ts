import type { ExecutionResult } from "graphql";
import { type ServiceRequest, type ServiceTransport, serviceUnavailable } from "../../lib/service.js";
import type { Bookmark } from "./domain/bookmark.js";

/** What a household holds, as the accounts of the examples tell it. */
interface ExampleAccount {
  id: string;
  country: string;
  entitlementTags: string[];
  /** Of what it holds. */
  validUntil: string;
  limits: { concurrentStreams: number };
  devices: { id: string }[];
  profiles: { id: string; maximumAge: number | null }[];
}

const HOME: ExampleAccount = {
  id: "ac_home",
  country: "NZ",
  entitlementTags: ["basic"],
  validUntil: "2027-12-01T00:00:00Z",
  limits: { concurrentStreams: 2 },
  devices: ["dev_tv", "dev_phone", "dev_tablet"].map((id) => ({ id })),
  profiles: [
    { id: "pr_anna", maximumAge: null },
    { id: "pr_ben", maximumAge: 6 },
  ],
};
const NEXT_DOOR: ExampleAccount = { ...HOME, id: "ac_next", devices: [{ id: "dev_next" }], profiles: [] };

function exampleContents(): Record<string, object> {
  const channel = {
    __typename: "Channel",
    title: "One",
    entitlementTags: ["basic"],
    rights: { startOver: true, catchUpSeconds: 3_600, pauseLive: true, countries: [] as string[] },
    now: null as object | null,
    next: null as object | null,
  };
  const { rights } = channel;
  const onAir = { start: "2026-11-21T20:00:00Z", stop: "2026-11-21T21:00:00Z", minimumAge: 12 };
  const broadcast = {
    __typename: "Broadcast",
    title: "News",
    entitlementTags: [],
    channel: { id: "ch_one" },
    rights,
    ...onAir,
    minimumAge: null as number | null,
  };
  const bare = { startOver: false, catchUpSeconds: 0, pauseLive: false, countries: [] };
  return {
    ch_one: { ...channel, id: "ch_one" },
    ch_free: { ...channel, id: "ch_free", entitlementTags: [] },
    ch_sport: { ...channel, id: "ch_sport", entitlementTags: ["sport", "all"] },
    ch_abroad: { ...channel, id: "ch_abroad", rights: { ...rights, countries: ["DE", "AT"] } },
    ch_thriller: { ...channel, id: "ch_thriller", now: { ...onAir, id: "br_thriller" } },
    ch_bare: { ...channel, id: "ch_bare", rights: bare },
    br_news: { ...broadcast, id: "br_news" },
    br_bare: { ...broadcast, id: "br_bare", rights: bare },
    br_gone: {
      ...broadcast,
      id: "br_gone",
      start: "2026-11-21T19:00:00Z",
      stop: "2026-11-21T20:00:00Z",
    },
    br_lost: {
      ...broadcast,
      id: "br_lost",
      start: "2026-11-21T18:00:00Z",
      stop: "2026-11-21T19:00:00Z",
    },
    mo_film: {
      __typename: "Movie",
      id: "mo_film",
      title: "Film",
      entitlementTags: ["basic"],
      minimumAge: 16,
    },
    se_all: { __typename: "Series", id: "se_all", title: "All of it", entitlementTags: [] },
    br_later: {
      ...broadcast,
      id: "br_later",
      start: "2026-11-21T21:00:00Z",
      stop: "2026-11-21T22:00:00Z",
    },
  };
}

const EXAMPLE_RECORDING = {
  title: "Show",
  entitlementTags: ["basic"],
  countries: [] as string[],
  channelId: "ch_one",
  start: "2026-11-20T20:00:00Z",
  stop: "2026-11-20T21:00:00Z",
  minimumAge: null as number | null,
  status: "RECORDED",
  folder: "cap_show",
  playlist: "rec_show",
};

/** Accounts and the catalog as playback sees them: they answer, are down, or never answer. */
export class ExamplePeers implements ServiceTransport {
  readonly accounts = new Map([HOME, NEXT_DOOR].map((account) => [account.id, structuredClone(account)]));
  readonly contents = exampleContents();
  readonly state: Record<string, "up" | "down" | "hanging"> = {
    accounts: "up",
    catalog: "up",
    viewing: "up",
    recordings: "up",
  };
  /** Recordings by household and id. */
  readonly recordings = new Map<string, Record<string, unknown>>([
    ["ac_home rec_show", { ...EXAMPLE_RECORDING }],
  ]);
  /** What viewing was told, and what it says of where somebody left off. */
  readonly progress: Bookmark[] = [];
  leftOffSeconds: number | null = null;
  readonly asked: string[] = [];
  #onAsked: () => void = () => undefined;

  get home(): ExampleAccount {
    return this.accounts.get("ac_home") ?? HOME;
  }

  /** Resolves when `count` questions have been asked in all. */
  questions(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onAsked = () => {
        if (this.asked.length >= count) resolve();
      };
      this.#onAsked();
    });
  }

  async call(service: string, request: ServiceRequest) {
    this.asked.push(service);
    this.#onAsked();
    if (this.state[service] === "down") throw serviceUnavailable(service);
    if (this.state[service] === "hanging") return new Promise<ExecutionResult>(() => undefined);
    if (service === "viewing") {
      const told = request.variables?.["progress"] as Bookmark[] | undefined;
      if (!told) return { data: { resumePositionSeconds: this.leftOffSeconds } };
      this.progress.push(...told);
      return { data: { recordProgress: true } };
    }
    if (service === "recordings") {
      const { accountId, id } = request.variables as { accountId: string; id: string };
      return { data: { recordingForPlayout: this.recordings.get(`${accountId} ${id}`) ?? null } };
    }
    if (service === "catalog") {
      return { data: { content: this.contents[String(request.variables?.["id"])] ?? null } };
    }
    const { accountId, pin } = request.variables as { accountId: string; pin?: string };
    if (pin !== undefined) {
      const isRight = accountId === "ac_home" && pin === "4711";
      return { data: { checkParentalPin: { isRight, attemptsLeft: 4 } } };
    }
    const known = this.accounts.get(accountId);
    if (!known) return { data: { householdForPlayout: null } };
    const { entitlementTags, validUntil, devices, limits, country, profiles } = known;
    const holdings = [{ entitlementTags, validUntil: Date.parse(validUntil) }];
    const deviceIds = devices.map(({ id }) => id);
    return { data: { householdForPlayout: { country, holdings, ...limits, deviceIds, profiles } } };
  }
}
