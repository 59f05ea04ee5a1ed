import type { Clock } from "../../lib/clock.js";
import type { Playout } from "./domain/slots/household.js";
import { isRenewalDue } from "./domain/source-refresh.js";
import {
  type DrmSystem,
  filled,
  openedPath,
  type StreamAiring,
  type StreamProtocol,
  type StreamTemplates,
  templateFor,
} from "./domain/stream-template.js";
import type { StreamKeys } from "./stream-keys.js";

/** A URL that plays, in the shape of the schema. */
export interface StreamSource {
  readonly pathwayId: string;
  readonly protocol: StreamProtocol;
  readonly url: string;
  /** Epoch ms. */
  readonly tokenExpiresAt: number;
}

/** Where a licence is asked for, in the shape of the schema. */
export interface DrmLicense {
  readonly system: DrmSystem;
  readonly licenseUrl: string;
  readonly certificateUrl: string | null;
}

/** What a playout streams from. */
export interface Streams {
  /** Best first; good until `tokenExpiresAt`. */
  sources(playout: Playout, airing: StreamAiring | null): Promise<StreamSource[]>;
  /** Empty where the content is not protected. */
  licenses(playout: Playout, airing: StreamAiring | null): Promise<DrmLicense[]>;
  /** Whether a player that started at `startedAt` (epoch ms), and is perhaps re-admitted now, is given fresh sources. */
  isRenewalDue(startedAt: number, isReadmitted: boolean): boolean;
  /** Whether all URLs of a start at `startedAt` (epoch ms) have expired. */
  areOver(startedAt: number): boolean;
}

/** The parameter of a URL that carries its token. */
export const TOKEN_PARAMETER = "token";

/**
 * Signs URLs so that whoever delivers can check them without asking: a token opens one folder, for one slot, until it
 * expires (audience `stream`), or one licence server (audience `license`, with the policy).
 */
export function createStreams(options: {
  readonly templates: StreamTemplates;
  readonly keys: StreamKeys;
  readonly clock: Clock;
}): Streams {
  const { templates, keys, clock } = options;
  /** In whole seconds, as tokens have it. */
  const expiry = () => (Math.floor(clock.now() / 1_000) + templates.tokenSeconds) * 1_000;

  return {
    async sources(playout, airing) {
      const tokenExpiresAt = expiry();
      const subject = { ...playout, airing };
      const { sources } = templateFor(templates, subject);
      // Sources of one folder share its token: a signature is the dearest part of a start.
      const tokens = new Map<string, Promise<string>>();
      const tokenOf = (path: string) => {
        const token =
          tokens.get(path) ?? keys.sign({ aud: "stream", sub: playout.slotId, path }, tokenExpiresAt);
        tokens.set(path, token);
        return token;
      };
      const signed = sources.map(async ({ pathwayId, protocol, url: template }) => {
        const url = filled(template, subject);
        if (url === null) return [];
        const token = await tokenOf(openedPath(url));
        return [{ pathwayId, protocol, url: withToken(url, token), tokenExpiresAt }];
      });
      return (await Promise.all(signed)).flat();
    },

    async licenses(playout, airing) {
      const expiresAt = expiry();
      const subject = { ...playout, airing };
      const { drm, maximumHeight } = templateFor(templates, subject);
      const signed = drm.map(async ({ system, licenseUrl: template, certificateUrl }) => {
        const url = filled(template, subject);
        if (url === null) return [];
        const { slotId, contentId } = playout;
        const policy = { content: contentId, system, ...(maximumHeight !== null && { maximumHeight }) };
        const token = await keys.sign({ aud: "license", sub: slotId, ...policy }, expiresAt);
        return [{ system, licenseUrl: withToken(url, token), certificateUrl }];
      });
      return (await Promise.all(signed)).flat();
    },

    isRenewalDue: (startedAt, isReadmitted) =>
      isRenewalDue(startedAt, clock.now(), templates.tokenSeconds, isReadmitted),

    areOver: (startedAt) => clock.now() - startedAt >= templates.tokenSeconds * 1_000,
  };
}

function withToken(url: string, token: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${TOKEN_PARAMETER}=${token}`;
}
