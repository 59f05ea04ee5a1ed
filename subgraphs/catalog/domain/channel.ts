import type { Image } from "./image.js";

/** A linear channel. */
export interface Channel {
  /** `ch_…` */
  readonly id: string;
  readonly xmltvId: string;
  readonly title: string;
  /** What the guide called it last; null for a channel that no guide has named. */
  readonly guideTitle: string | null;
  /** Logical channel number, unique where set. */
  readonly number: number | null;
  readonly group: string | null;
  /** IANA zone in which its day begins. */
  readonly timezone: string;
  readonly entitlementTags: readonly string[];
  readonly images: readonly Image[];
  readonly rights: LinearRights;
}

/** What may be done with a linear channel beyond watching it live. */
export interface LinearRights {
  readonly startOver: boolean;
  /** 0 = no catch-up. */
  readonly catchUpSeconds: number;
  readonly recordable: boolean;
  readonly pauseLive: boolean;
  /** ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries: readonly string[];
}

/** Until somebody says more, a channel may be recorded and paused, but nothing that needs an agreement. */
const FIRST_RIGHTS: LinearRights = {
  startOver: false,
  catchUpSeconds: 0,
  recordable: true,
  pauseLive: true,
  countries: [],
};

/** A channel of which nothing is known but its id in the guide. */
export function newChannel(id: string, xmltvId: string, timezone: string): Channel {
  return {
    id,
    xmltvId,
    title: xmltvId,
    guideTitle: null,
    number: null,
    group: null,
    timezone,
    entitlementTags: [],
    images: [],
    rights: FIRST_RIGHTS,
  };
}

/** Logical channel numbers have four digits at most. */
export const HIGHEST_NUMBER = 9_999;
