/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why something may be watched, or not. */
export type AccessReason =
  /** Nobody is signed in. */
  | 'ANONYMOUS'
  /** The household holds a product that opens it. */
  | 'ENTITLED'
  /** The product that opened it has run out. */
  | 'EXPIRED'
  /** It carries no tags: everyone may. */
  | 'FREE'
  /** The household holds no product that opens it. */
  | 'NOT_ENTITLED'
  /** The product that opens it is suspended. */
  | 'SUSPENDED';

/** Kinds of devices. */
export type DeviceFamily =
  /** A games console. */
  | 'CONSOLE'
  /** An application on a computer. */
  | 'DESKTOP'
  /** A telephone. */
  | 'MOBILE'
  /** A set-top box. */
  | 'SET_TOP_BOX'
  /** A stick in a television. */
  | 'STREAMING_STICK'
  /** A tablet. */
  | 'TABLET'
  /** A television set. */
  | 'TV'
  /** A browser. */
  | 'WEB';

/** How something is played. */
export type PlayMode =
  /** A broadcast that is over. */
  | 'CATCH_UP'
  /** A channel, or a broadcast while it airs. */
  | 'LIVE'
  /** A recording of the household. */
  | 'RECORDING'
  /** A broadcast that airs, from its start; also live that was paused. */
  | 'START_OVER'
  /** A film or an episode. */
  | 'VOD';

/** Whether a stream runs. */
export type PlayState =
  /** It is paused and keeps its slot. */
  | 'PAUSED'
  /** It runs. */
  | 'PLAYING';

/** What can happen to a playout. */
export type PlayoutEvent =
  /** The player ended. */
  | 'ENDED'
  /** The player was not heard in time. */
  | 'EXPIRED'
  /** The player was heard. */
  | 'HEARTBEAT'
  /** The viewer paused. */
  | 'PAUSED'
  /** The same device started anew and took its slot back. */
  | 'RECLAIMED'
  /** The viewer went on. */
  | 'RESUMED'
  /** The viewer jumped. */
  | 'SEEKED'
  /** A start was granted. */
  | 'STARTED'
  /** Somebody ended or took over the slot. */
  | 'STOPPED';

/** Why a recording is what it is. */
export type RecordingReason =
  /** The viewer cancelled it. */
  | 'CANCELLED_BY_VIEWER'
  /** Another airing of the same episode is recorded. */
  | 'DUPLICATE'
  /** The rule keeps only so many, and they are protected or newer. */
  | 'KEEP_LIMIT'
  /** Its time, or the start of it, had passed before recording could begin. */
  | 'MISSED'
  /** The household holds no product that opens its channel. */
  | 'NOT_ENTITLED'
  /** The guide has not had it for a day. */
  | 'NOT_LISTED'
  /** Its channel may not be recorded. */
  | 'NOT_RECORDABLE'
  /** The household has recorded the episode before. */
  | 'PREVIOUSLY_RECORDED'
  /** The household has no room for it. */
  | 'QUOTA'
  /** It is a repeat, and the rule wants new ones only. */
  | 'REPEAT'
  /** The rule that wanted it was deleted. */
  | 'RULE_REMOVED'
  /** The channel's stream broke off, had gaps, or could not be had at all. */
  | 'SOURCE_ERROR';

/** How far a recording is. */
export type RecordingStatus =
  /** It will not be recorded, because somebody said so. */
  | 'CANCELLED'
  /** It was recorded, and is gone. */
  | 'DELETED'
  /** Nothing of it is there. */
  | 'FAILED'
  /** A part of it is there. */
  | 'PARTIAL'
  /** All of it is there. */
  | 'RECORDED'
  /** It is being recorded. */
  | 'RECORDING'
  /** It will be recorded. */
  | 'SCHEDULED'
  /** It will not be recorded, for now: `reason` says why. */
  | 'SKIPPED';

export type GuideQueryVariables = Exact<{
  from: string;
  to: string;
  after?: string | null | undefined;
}>;


export type GuideQuery = { readonly channels: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly number: number | null, readonly access: { readonly entitled: boolean, readonly offers: ReadonlyArray<{ readonly name: string }> } | null, readonly schedule: ReadonlyArray<{ readonly id: string, readonly title: string, readonly subtitle: string | null, readonly start: string, readonly stop: string }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type GuideChangedSubscriptionVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
}>;


export type GuideChangedSubscription = { readonly broadcastChanged: { readonly broadcastId: string } };

type About_Broadcast_Fragment = { readonly __typename: 'Broadcast', readonly subtitle: string | null, readonly description: string | null, readonly start: string, readonly stop: string, readonly season: number | null, readonly episode: number | null, readonly year: number | null, readonly minimumAge: number | null, readonly categories: ReadonlyArray<string>, readonly isNew: boolean, readonly id: string, readonly title: string, readonly channel: { readonly id: string, readonly title: string, readonly number: number | null }, readonly rights: { readonly startOver: boolean, readonly catchUpSeconds: number, readonly recordable: boolean }, readonly recording: { readonly id: string, readonly status: RecordingStatus } | null, readonly partOf: { readonly id: string, readonly title: string } | null, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null };

type About_Channel_Fragment = { readonly __typename: 'Channel', readonly number: number | null, readonly id: string, readonly title: string, readonly now: { readonly title: string, readonly start: string, readonly stop: string } | null, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null };

type About_Episode_Fragment = { readonly __typename: 'Episode', readonly description: string | null, readonly durationSeconds: number, readonly season: number | null, readonly number: number | null, readonly minimumAge: number | null, readonly categories: ReadonlyArray<string>, readonly id: string, readonly title: string, readonly series: { readonly id: string, readonly title: string }, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null };

type About_Movie_Fragment = { readonly __typename: 'Movie', readonly description: string | null, readonly durationSeconds: number, readonly year: number | null, readonly minimumAge: number | null, readonly categories: ReadonlyArray<string>, readonly id: string, readonly title: string, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null };

type About_Series_Fragment = { readonly __typename: 'Series', readonly seasons: ReadonlyArray<number>, readonly id: string, readonly title: string, readonly episodes: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly season: number | null, readonly number: number | null, readonly durationSeconds: number } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly upcoming: { readonly edges: ReadonlyArray<{ readonly node: { readonly __typename: 'Broadcast', readonly id: string, readonly title: string, readonly subtitle: string | null, readonly season: number | null, readonly episode: number | null, readonly start: string, readonly stop: string, readonly channel: { readonly id: string, readonly title: string }, readonly rights: { readonly startOver: boolean, readonly catchUpSeconds: number } } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null };

export type AboutFragment =
  | About_Broadcast_Fragment
  | About_Channel_Fragment
  | About_Episode_Fragment
  | About_Movie_Fragment
  | About_Series_Fragment
;

export type AiringFragment = { readonly __typename: 'Broadcast', readonly id: string, readonly title: string, readonly subtitle: string | null, readonly season: number | null, readonly episode: number | null, readonly start: string, readonly stop: string, readonly channel: { readonly id: string, readonly title: string }, readonly rights: { readonly startOver: boolean, readonly catchUpSeconds: number } };

export type PastAiringsQueryVariables = Exact<{
  title: string;
  seriesId: string | number;
  before: string;
}>;


export type PastAiringsQuery = { readonly search: { readonly edges: ReadonlyArray<{ readonly node:
        | { readonly __typename: 'Broadcast', readonly id: string, readonly title: string, readonly subtitle: string | null, readonly season: number | null, readonly episode: number | null, readonly start: string, readonly stop: string, readonly channel: { readonly id: string, readonly title: string }, readonly rights: { readonly startOver: boolean, readonly catchUpSeconds: number } }
        | { readonly __typename: 'Channel' }
        | { readonly __typename: 'Episode' }
        | { readonly __typename: 'Movie' }
        | { readonly __typename: 'Series' }
       }> } | null };

export type AboutQueryVariables = Exact<{
  id: string | number;
}>;


export type AboutQuery = { readonly content:
    | { readonly __typename: 'Broadcast', readonly subtitle: string | null, readonly description: string | null, readonly start: string, readonly stop: string, readonly season: number | null, readonly episode: number | null, readonly year: number | null, readonly minimumAge: number | null, readonly categories: ReadonlyArray<string>, readonly isNew: boolean, readonly id: string, readonly title: string, readonly channel: { readonly id: string, readonly title: string, readonly number: number | null }, readonly rights: { readonly startOver: boolean, readonly catchUpSeconds: number, readonly recordable: boolean }, readonly recording: { readonly id: string, readonly status: RecordingStatus } | null, readonly partOf: { readonly id: string, readonly title: string } | null, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null }
    | { readonly __typename: 'Channel', readonly number: number | null, readonly id: string, readonly title: string, readonly now: { readonly title: string, readonly start: string, readonly stop: string } | null, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null }
    | { readonly __typename: 'Episode', readonly description: string | null, readonly durationSeconds: number, readonly season: number | null, readonly number: number | null, readonly minimumAge: number | null, readonly categories: ReadonlyArray<string>, readonly id: string, readonly title: string, readonly series: { readonly id: string, readonly title: string }, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null }
    | { readonly __typename: 'Movie', readonly description: string | null, readonly durationSeconds: number, readonly year: number | null, readonly minimumAge: number | null, readonly categories: ReadonlyArray<string>, readonly id: string, readonly title: string, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null }
    | { readonly __typename: 'Series', readonly seasons: ReadonlyArray<number>, readonly id: string, readonly title: string, readonly episodes: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly season: number | null, readonly number: number | null, readonly durationSeconds: number } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly upcoming: { readonly edges: ReadonlyArray<{ readonly node: { readonly __typename: 'Broadcast', readonly id: string, readonly title: string, readonly subtitle: string | null, readonly season: number | null, readonly episode: number | null, readonly start: string, readonly stop: string, readonly channel: { readonly id: string, readonly title: string }, readonly rights: { readonly startOver: boolean, readonly catchUpSeconds: number } } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly access: { readonly entitled: boolean, readonly reason: AccessReason, readonly offers: ReadonlyArray<{ readonly name: string }> } | null }
   | null };

export type SearchQueryVariables = Exact<{
  text: string;
}>;


export type SearchQuery = { readonly search: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node:
        | { readonly __typename: 'Broadcast', readonly subtitle: string | null, readonly start: string, readonly stop: string, readonly id: string, readonly title: string, readonly channel: { readonly id: string, readonly title: string } }
        | { readonly __typename: 'Channel', readonly number: number | null, readonly id: string, readonly title: string }
        | { readonly __typename: 'Episode', readonly season: number | null, readonly number: number | null, readonly id: string, readonly title: string, readonly series: { readonly title: string } }
        | { readonly __typename: 'Movie', readonly year: number | null, readonly id: string, readonly title: string }
        | { readonly __typename: 'Series', readonly id: string, readonly title: string }
       }> } | null };

export type SlotFragment = { readonly id: string, readonly mode: PlayMode, readonly state: PlayState, readonly positionSeconds: number | null, readonly startedAt: string, readonly lastHeartbeatAt: string, readonly device: { readonly id: string, readonly name: string, readonly family: DeviceFamily } | null, readonly recording: { readonly id: string, readonly title: string } | null, readonly content:
    | { readonly __typename: 'Broadcast', readonly start: string, readonly stop: string, readonly id: string, readonly title: string, readonly channel: { readonly title: string } }
    | { readonly __typename: 'Channel', readonly id: string, readonly title: string }
    | { readonly __typename: 'Episode', readonly durationSeconds: number, readonly id: string, readonly title: string }
    | { readonly __typename: 'Movie', readonly durationSeconds: number, readonly id: string, readonly title: string }
    | { readonly __typename: 'Series', readonly id: string, readonly title: string }
   | null };

export type StreamsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type StreamsSubscription = { readonly concurrencyChanged: { readonly id: string, readonly limit: number, readonly inUse: number, readonly version: number, readonly slots: ReadonlyArray<{ readonly id: string, readonly mode: PlayMode, readonly state: PlayState, readonly positionSeconds: number | null, readonly startedAt: string, readonly lastHeartbeatAt: string, readonly device: { readonly id: string, readonly name: string, readonly family: DeviceFamily } | null, readonly recording: { readonly id: string, readonly title: string } | null, readonly content:
        | { readonly __typename: 'Broadcast', readonly start: string, readonly stop: string, readonly id: string, readonly title: string, readonly channel: { readonly title: string } }
        | { readonly __typename: 'Channel', readonly id: string, readonly title: string }
        | { readonly __typename: 'Episode', readonly durationSeconds: number, readonly id: string, readonly title: string }
        | { readonly __typename: 'Movie', readonly durationSeconds: number, readonly id: string, readonly title: string }
        | { readonly __typename: 'Series', readonly id: string, readonly title: string }
       | null }> } };

export type PlayersSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type PlayersSubscription = { readonly playoutChanged: { readonly event: PlayoutEvent, readonly at: string, readonly slot: { readonly id: string, readonly mode: PlayMode, readonly state: PlayState, readonly positionSeconds: number | null, readonly startedAt: string, readonly lastHeartbeatAt: string, readonly device: { readonly id: string, readonly name: string, readonly family: DeviceFamily } | null, readonly recording: { readonly id: string, readonly title: string } | null, readonly content:
        | { readonly __typename: 'Broadcast', readonly start: string, readonly stop: string, readonly id: string, readonly title: string, readonly channel: { readonly title: string } }
        | { readonly __typename: 'Channel', readonly id: string, readonly title: string }
        | { readonly __typename: 'Episode', readonly durationSeconds: number, readonly id: string, readonly title: string }
        | { readonly __typename: 'Movie', readonly durationSeconds: number, readonly id: string, readonly title: string }
        | { readonly __typename: 'Series', readonly id: string, readonly title: string }
       | null } } };

export type RecordingLineFragment = { readonly id: string, readonly title: string, readonly subtitle: string | null, readonly status: RecordingStatus, readonly reason: RecordingReason | null, readonly scheduledStart: string, readonly scheduledStop: string, readonly broadcast: { readonly id: string } | null, readonly channel: { readonly id: string, readonly title: string } | null };

export type RecordingsQueryVariables = Exact<{ [key: string]: never; }>;


export type RecordingsQuery = { readonly viewer: { readonly id: string, readonly recordingQuota: { readonly id: string, readonly totalSeconds: number, readonly usedSeconds: number, readonly reservedSeconds: number } | null, readonly recordings: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly subtitle: string | null, readonly status: RecordingStatus, readonly reason: RecordingReason | null, readonly scheduledStart: string, readonly scheduledStop: string, readonly broadcast: { readonly id: string } | null, readonly channel: { readonly id: string, readonly title: string } | null } }> } | null } | null };

export type RecordingChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type RecordingChangedSubscription = { readonly recordingChanged: { readonly id: string, readonly title: string, readonly subtitle: string | null, readonly status: RecordingStatus, readonly reason: RecordingReason | null, readonly scheduledStart: string, readonly scheduledStop: string, readonly broadcast: { readonly id: string } | null, readonly channel: { readonly id: string, readonly title: string } | null } };

export type ScheduleRecordingMutationVariables = Exact<{
  broadcastId: string | number;
}>;


export type ScheduleRecordingMutation = { readonly scheduleRecording:
    | { readonly __typename: 'NotFound', readonly message: string }
    | { readonly __typename: 'NotRecordable', readonly message: string }
    | { readonly __typename: 'QuotaExceeded', readonly message: string }
    | { readonly __typename: 'Recording', readonly id: string, readonly title: string, readonly subtitle: string | null, readonly status: RecordingStatus, readonly reason: RecordingReason | null, readonly scheduledStart: string, readonly scheduledStop: string, readonly broadcast: { readonly id: string } | null, readonly channel: { readonly id: string, readonly title: string } | null }
    | { readonly __typename: 'WrongRecordingState', readonly message: string }
   };

export type CancelRecordingMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelRecordingMutation = { readonly cancelRecording:
    | { readonly __typename: 'NotFound', readonly message: string }
    | { readonly __typename: 'NotRecordable', readonly message: string }
    | { readonly __typename: 'QuotaExceeded', readonly message: string }
    | { readonly __typename: 'Recording', readonly id: string, readonly title: string, readonly subtitle: string | null, readonly status: RecordingStatus, readonly reason: RecordingReason | null, readonly scheduledStart: string, readonly scheduledStop: string, readonly broadcast: { readonly id: string } | null, readonly channel: { readonly id: string, readonly title: string } | null }
    | { readonly __typename: 'WrongRecordingState', readonly message: string }
   };

export type DevicesQueryVariables = Exact<{ [key: string]: never; }>;


export type DevicesQuery = { readonly viewer: { readonly id: string, readonly devices: ReadonlyArray<{ readonly id: string, readonly name: string, readonly family: DeviceFamily, readonly acceptsRemote: boolean | null }> } | null };

export type OnNowQueryVariables = Exact<{ [key: string]: never; }>;


export type OnNowQuery = { readonly channels: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly number: number | null, readonly access: { readonly entitled: boolean } | null, readonly now: { readonly id: string, readonly title: string, readonly start: string, readonly stop: string } | null } }> } | null };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { readonly signOut: boolean };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AiringFragmentDoc = new TypedDocumentString(`
    fragment Airing on Broadcast {
  __typename
  id
  title
  subtitle
  season
  episode
  start
  stop
  channel {
    id
    title
  }
  rights {
    startOver
    catchUpSeconds
  }
}
    `, {"fragmentName":"Airing"}) as unknown as TypedDocumentString<AiringFragment, unknown>;
export const AboutFragmentDoc = new TypedDocumentString(`
    fragment About on Content {
  __typename
  id
  title
  access {
    entitled
    reason
    offers {
      name
    }
  }
  ... on Broadcast {
    subtitle
    description
    start
    stop
    season
    episode
    year
    minimumAge
    categories
    isNew
    channel {
      id
      title
      number
    }
    rights {
      startOver
      catchUpSeconds
      recordable
    }
    recording {
      id
      status
    }
    partOf: series {
      id
      title
    }
  }
  ... on Movie {
    description
    durationSeconds
    year
    minimumAge
    categories
  }
  ... on Episode {
    description
    durationSeconds
    season
    number
    minimumAge
    categories
    series {
      id
      title
    }
  }
  ... on Series {
    seasons
    episodes(first: 100) {
      edges {
        node {
          id
          title
          season
          number
          durationSeconds
        }
      }
      pageInfo {
        hasNextPage
      }
    }
    upcoming(first: 50) {
      edges {
        node {
          ...Airing
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
  ... on Channel {
    number
    now {
      title
      start
      stop
    }
  }
}
    fragment Airing on Broadcast {
  __typename
  id
  title
  subtitle
  season
  episode
  start
  stop
  channel {
    id
    title
  }
  rights {
    startOver
    catchUpSeconds
  }
}`, {"fragmentName":"About"}) as unknown as TypedDocumentString<AboutFragment, unknown>;
export const SlotFragmentDoc = new TypedDocumentString(`
    fragment Slot on PlayoutSlot {
  id
  mode
  state
  positionSeconds
  startedAt
  lastHeartbeatAt
  device {
    id
    name
    family
  }
  recording {
    id
    title
  }
  content {
    __typename
    id
    title
    ... on Broadcast {
      start
      stop
      channel {
        title
      }
    }
    ... on Movie {
      durationSeconds
    }
    ... on Episode {
      durationSeconds
    }
  }
}
    `, {"fragmentName":"Slot"}) as unknown as TypedDocumentString<SlotFragment, unknown>;
export const RecordingLineFragmentDoc = new TypedDocumentString(`
    fragment RecordingLine on Recording {
  id
  title
  subtitle
  status
  reason
  scheduledStart
  scheduledStop
  broadcast {
    id
  }
  channel {
    id
    title
  }
}
    `, {"fragmentName":"RecordingLine"}) as unknown as TypedDocumentString<RecordingLineFragment, unknown>;
export const GuideDocument = new TypedDocumentString(`
    query Guide($from: DateTime!, $to: DateTime!, $after: String) {
  channels(first: 100, after: $after) {
    edges {
      node {
        id
        title
        number
        access {
          entitled
          offers {
            name
          }
        }
        schedule(from: $from, to: $to) {
          id
          title
          subtitle
          start
          stop
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<GuideQuery, GuideQueryVariables>;
export const GuideChangedDocument = new TypedDocumentString(`
    subscription GuideChanged($ids: [ID!]!) {
  broadcastChanged(ids: $ids) {
    broadcastId
  }
}
    `) as unknown as TypedDocumentString<GuideChangedSubscription, GuideChangedSubscriptionVariables>;
export const PastAiringsDocument = new TypedDocumentString(`
    query PastAirings($title: String!, $seriesId: ID!, $before: DateTime!) {
  search(
    text: $title
    first: 50
    filter: {and: [{kind: BROADCAST}, {seriesId: $seriesId}, {startsBefore: $before}]}
  ) {
    edges {
      node {
        __typename
        ...Airing
      }
    }
  }
}
    fragment Airing on Broadcast {
  __typename
  id
  title
  subtitle
  season
  episode
  start
  stop
  channel {
    id
    title
  }
  rights {
    startOver
    catchUpSeconds
  }
}`) as unknown as TypedDocumentString<PastAiringsQuery, PastAiringsQueryVariables>;
export const AboutDocument = new TypedDocumentString(`
    query About($id: ID!) {
  content(id: $id) {
    ...About
  }
}
    fragment About on Content {
  __typename
  id
  title
  access {
    entitled
    reason
    offers {
      name
    }
  }
  ... on Broadcast {
    subtitle
    description
    start
    stop
    season
    episode
    year
    minimumAge
    categories
    isNew
    channel {
      id
      title
      number
    }
    rights {
      startOver
      catchUpSeconds
      recordable
    }
    recording {
      id
      status
    }
    partOf: series {
      id
      title
    }
  }
  ... on Movie {
    description
    durationSeconds
    year
    minimumAge
    categories
  }
  ... on Episode {
    description
    durationSeconds
    season
    number
    minimumAge
    categories
    series {
      id
      title
    }
  }
  ... on Series {
    seasons
    episodes(first: 100) {
      edges {
        node {
          id
          title
          season
          number
          durationSeconds
        }
      }
      pageInfo {
        hasNextPage
      }
    }
    upcoming(first: 50) {
      edges {
        node {
          ...Airing
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
  ... on Channel {
    number
    now {
      title
      start
      stop
    }
  }
}
fragment Airing on Broadcast {
  __typename
  id
  title
  subtitle
  season
  episode
  start
  stop
  channel {
    id
    title
  }
  rights {
    startOver
    catchUpSeconds
  }
}`) as unknown as TypedDocumentString<AboutQuery, AboutQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!) {
  search(text: $text, first: 12) {
    totalCount
    edges {
      node {
        __typename
        id
        title
        ... on Broadcast {
          subtitle
          start
          stop
          channel {
            id
            title
          }
        }
        ... on Movie {
          year
        }
        ... on Episode {
          season
          number
          series {
            title
          }
        }
        ... on Channel {
          number
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const StreamsDocument = new TypedDocumentString(`
    subscription Streams {
  concurrencyChanged {
    id
    limit
    inUse
    version
    slots {
      ...Slot
    }
  }
}
    fragment Slot on PlayoutSlot {
  id
  mode
  state
  positionSeconds
  startedAt
  lastHeartbeatAt
  device {
    id
    name
    family
  }
  recording {
    id
    title
  }
  content {
    __typename
    id
    title
    ... on Broadcast {
      start
      stop
      channel {
        title
      }
    }
    ... on Movie {
      durationSeconds
    }
    ... on Episode {
      durationSeconds
    }
  }
}`) as unknown as TypedDocumentString<StreamsSubscription, StreamsSubscriptionVariables>;
export const PlayersDocument = new TypedDocumentString(`
    subscription Players {
  playoutChanged {
    event
    at
    slot {
      ...Slot
    }
  }
}
    fragment Slot on PlayoutSlot {
  id
  mode
  state
  positionSeconds
  startedAt
  lastHeartbeatAt
  device {
    id
    name
    family
  }
  recording {
    id
    title
  }
  content {
    __typename
    id
    title
    ... on Broadcast {
      start
      stop
      channel {
        title
      }
    }
    ... on Movie {
      durationSeconds
    }
    ... on Episode {
      durationSeconds
    }
  }
}`) as unknown as TypedDocumentString<PlayersSubscription, PlayersSubscriptionVariables>;
export const RecordingsDocument = new TypedDocumentString(`
    query Recordings {
  viewer {
    id
    recordingQuota {
      id
      totalSeconds
      usedSeconds
      reservedSeconds
    }
    recordings(first: 100) {
      totalCount
      edges {
        node {
          ...RecordingLine
        }
      }
    }
  }
}
    fragment RecordingLine on Recording {
  id
  title
  subtitle
  status
  reason
  scheduledStart
  scheduledStop
  broadcast {
    id
  }
  channel {
    id
    title
  }
}`) as unknown as TypedDocumentString<RecordingsQuery, RecordingsQueryVariables>;
export const RecordingChangedDocument = new TypedDocumentString(`
    subscription RecordingChanged {
  recordingChanged {
    ...RecordingLine
  }
}
    fragment RecordingLine on Recording {
  id
  title
  subtitle
  status
  reason
  scheduledStart
  scheduledStop
  broadcast {
    id
  }
  channel {
    id
    title
  }
}`) as unknown as TypedDocumentString<RecordingChangedSubscription, RecordingChangedSubscriptionVariables>;
export const ScheduleRecordingDocument = new TypedDocumentString(`
    mutation ScheduleRecording($broadcastId: ID!) {
  scheduleRecording(broadcastId: $broadcastId) {
    __typename
    ... on Recording {
      ...RecordingLine
    }
    ... on Problem {
      message
    }
  }
}
    fragment RecordingLine on Recording {
  id
  title
  subtitle
  status
  reason
  scheduledStart
  scheduledStop
  broadcast {
    id
  }
  channel {
    id
    title
  }
}`) as unknown as TypedDocumentString<ScheduleRecordingMutation, ScheduleRecordingMutationVariables>;
export const CancelRecordingDocument = new TypedDocumentString(`
    mutation CancelRecording($id: ID!) {
  cancelRecording(id: $id) {
    __typename
    ... on Recording {
      ...RecordingLine
    }
    ... on Problem {
      message
    }
  }
}
    fragment RecordingLine on Recording {
  id
  title
  subtitle
  status
  reason
  scheduledStart
  scheduledStop
  broadcast {
    id
  }
  channel {
    id
    title
  }
}`) as unknown as TypedDocumentString<CancelRecordingMutation, CancelRecordingMutationVariables>;
export const DevicesDocument = new TypedDocumentString(`
    query Devices {
  viewer {
    id
    devices {
      id
      name
      family
      acceptsRemote
    }
  }
}
    `) as unknown as TypedDocumentString<DevicesQuery, DevicesQueryVariables>;
export const OnNowDocument = new TypedDocumentString(`
    query OnNow {
  channels(first: 12) {
    edges {
      node {
        id
        title
        number
        access {
          entitled
        }
        now {
          id
          title
          start
          stop
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OnNowQuery, OnNowQueryVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;