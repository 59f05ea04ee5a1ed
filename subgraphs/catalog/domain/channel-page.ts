import type { Channel } from "./channel.js";

/** Which channels a list is of. */
export interface ChannelQuery {
  readonly ids: readonly string[] | null;
  readonly group: string | null;
}

/** A page of channels, with what it takes to count all pages. */
export interface ChannelPage {
  readonly query: ChannelQuery;
  readonly edges: readonly { readonly cursor: string; readonly node: Channel }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}
