import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Channel as ChannelModel, LinearRights as LinearRightsModel } from '../domain/channel.js';
import type { ChannelPage as ChannelPageModel } from '../domain/channel-page.js';
import type { Broadcast as BroadcastModel } from '../domain/broadcast.js';
import type { GuideImport as GuideImportModel } from '../domain/guide-import.js';
import type { Content as ContentModel, Series as SeriesModel, Movie as MovieModel, Episode as EpisodeModel, Collection as CollectionModel } from '../domain/content.js';
import type { SearchPage as SearchPageModel } from '../search.js';
import type { CatalogContext } from '../context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, ISO 8601 with offset; always written in UTC (`2026-11-21T20:15:00Z`). */
  DateTime: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/**
 * One airing on one channel (XMLTV <programme>, DVB event). Its id survives a moved start, a changed stop and a
 * corrected title; `revision` grows with each such change.
 */
export type Broadcast = Content & {
  readonly __typename?: 'Broadcast';
  /** Other airings of the same work that have not ended, by start. */
  readonly alsoShowing: ReadonlyArray<Broadcast>;
  /** Genres, in the guide's own words. */
  readonly categories: ReadonlyArray<Scalars['String']['output']>;
  /** Where it airs. */
  readonly channel: Channel;
  /** Country of production, in the guide's own words. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** Who made it and who is in it, in the guide's order. */
  readonly credits: ReadonlyArray<Credit>;
  /** What it is about. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Its channel's tags: whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Episode within the season, counting from 1. */
  readonly episode?: Maybe<Scalars['Int']['output']>;
  /** Episode numbers exactly as the guide writes them. */
  readonly episodeNumbers: ReadonlyArray<EpisodeNumber>;
  /** Opaque, prefixed `br_`. */
  readonly id: Scalars['ID']['output'];
  /** Pictures, all or of one kind. */
  readonly images: ReadonlyArray<Image>;
  /** The guide says that it is new. */
  readonly isNew: Scalars['Boolean']['output'];
  /** The guide says that it is a premiere. */
  readonly isPremiere: Scalars['Boolean']['output'];
  /** Age from which it is suitable, in years: the strictest of `ratings`; null = unknown. */
  readonly minimumAge?: Maybe<Scalars['Int']['output']>;
  /** Part of an episode that is split, counting from 1. */
  readonly part?: Maybe<Scalars['Int']['output']>;
  /** The guide says that it was shown before. */
  readonly previouslyShown: Scalars['Boolean']['output'];
  /** The work's own id (dd_progid, CRID, EIDR) where the guide has one; the same for every airing of the same episode. */
  readonly programId?: Maybe<Scalars['String']['output']>;
  /** Age ratings as given. */
  readonly ratings: ReadonlyArray<Rating>;
  /** Grows by one with each change of this airing; 1 at first. */
  readonly revision: Scalars['Int']['output'];
  /** Its channel's rights. */
  readonly rights: LinearRights;
  /** Season, counting from 1. */
  readonly season?: Maybe<Scalars['Int']['output']>;
  /** The series that it belongs to; null for a film, and where no series of its title is known. */
  readonly series?: Maybe<Series>;
  /** Stars from 0 to 1, whatever scale the guide uses. */
  readonly starRating?: Maybe<Scalars['Float']['output']>;
  /** When it starts, inclusive. */
  readonly start: Scalars['DateTime']['output'];
  /** Exclusive. Inferred from the next broadcast where the guide gives none. */
  readonly stop: Scalars['DateTime']['output'];
  /** True where the guide gave no stop. */
  readonly stopInferred: Scalars['Boolean']['output'];
  /** The episode's title, where the guide gives one. */
  readonly subtitle?: Maybe<Scalars['String']['output']>;
  /** The programme's title, in the channel's language. */
  readonly title: Scalars['String']['output'];
  /** Year of production. */
  readonly year?: Maybe<Scalars['Int']['output']>;
};


/**
 * One airing on one channel (XMLTV <programme>, DVB event). Its id survives a moved start, a changed stop and a
 * corrected title; `revision` grows with each such change.
 */
export type BroadcastAlsoShowingArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * One airing on one channel (XMLTV <programme>, DVB event). Its id survives a moved start, a changed stop and a
 * corrected title; `revision` grows with each such change.
 */
export type BroadcastImagesArgs = {
  kind?: InputMaybe<ImageKind>;
};

/** A page of broadcasts. */
export type BroadcastConnection = {
  readonly __typename?: 'BroadcastConnection';
  /** The broadcasts of this page, each with its cursor. */
  readonly edges: ReadonlyArray<BroadcastEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** A broadcast and its place in the list. */
export type BroadcastEdge = {
  readonly __typename?: 'BroadcastEdge';
  /** Pass it as `after` to go on behind this broadcast. */
  readonly cursor: Scalars['String']['output'];
  /** The broadcast. */
  readonly node: Broadcast;
};

/** A linear channel. */
export type Channel = Content & {
  readonly __typename?: 'Channel';
  /** Whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Broadcaster group, for rights that a whole group gives or takes away. */
  readonly group?: Maybe<Scalars['String']['output']>;
  /** Opaque, prefixed `ch_`. */
  readonly id: Scalars['ID']['output'];
  /** Pictures, all or of one kind; a channel has its LOGO. */
  readonly images: ReadonlyArray<Image>;
  /** The first broadcast that starts after this instant. */
  readonly next?: Maybe<Broadcast>;
  /** The broadcast on air at this very instant; null in a gap of the guide. */
  readonly now?: Maybe<Broadcast>;
  /** Logical channel number, unique where set. */
  readonly number?: Maybe<Scalars['Int']['output']>;
  /** What may be done with the channel beyond watching it live. */
  readonly rights: LinearRights;
  /** Broadcasts that overlap [from, to), by start. At most 14 days wide; each day counts as 48 in the cost of an operation. */
  readonly schedule: ReadonlyArray<Broadcast>;
  /**
   * The channel whose programme this one repeats half an hour or more later (`Three` of `Three +1`); null for an original, and
   * where the original is not in the catalog. An original is recorded before its +1.
   */
  readonly timeshiftOf?: Maybe<Channel>;
  /** IANA zone in which the channel's day begins. */
  readonly timezone: Scalars['String']['output'];
  /** The channel's name. */
  readonly title: Scalars['String']['output'];
  /** The `id` attribute of the XMLTV <channel>, or the tvg-id of an M3U playlist. */
  readonly xmltvId: Scalars['String']['output'];
};


/** A linear channel. */
export type ChannelImagesArgs = {
  kind?: InputMaybe<ImageKind>;
};


/** A linear channel. */
export type ChannelScheduleArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};

/** A page of channels. */
export type ChannelConnection = {
  readonly __typename?: 'ChannelConnection';
  /** The channels of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ChannelEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many channels there are in all pages. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A channel and its place in the list. */
export type ChannelEdge = {
  readonly __typename?: 'ChannelEdge';
  /** Pass it as `after` to go on behind this channel. */
  readonly cursor: Scalars['String']['output'];
  /** The channel. */
  readonly node: Channel;
};

/** A channel's settings. Absent fields keep their value. */
export type ChannelInput = {
  /** How long after its end a broadcast may still be watched, in seconds, 0..2592000. */
  readonly catchUpSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whoever holds one of these may watch; empty = free. At most 20. */
  readonly entitlementTags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Broadcaster group. */
  readonly group?: InputMaybe<Scalars['String']['input']>;
  /** Logical channel number, 1..9999, unique. */
  readonly number?: InputMaybe<Scalars['Int']['input']>;
  /** Live may be paused. */
  readonly pauseLive?: InputMaybe<Scalars['Boolean']['input']>;
  /** Its broadcasts may be recorded. */
  readonly recordable?: InputMaybe<Scalars['Boolean']['input']>;
  /** A running broadcast may be watched from its start. */
  readonly startOver?: InputMaybe<Scalars['Boolean']['input']>;
  /** IANA zone, such as `Europe/Berlin`. */
  readonly timezone?: InputMaybe<Scalars['String']['input']>;
  /** The channel's name, 1..200 characters; from then on it is no guide's to change. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The channel they are for; created when there is none. */
  readonly xmltvId: Scalars['String']['input'];
};

/** The channel as it is now, or what was wrong with the input. */
export type ChannelResult = Channel | InvalidInput;

/** A section of an app (Sports, Movies, Kids). Entitlement is asked once for its tags, not once per item. */
export type Collection = {
  readonly __typename?: 'Collection';
  /** Whoever holds one of these may watch what is in it; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Opaque, prefixed `co_`. */
  readonly id: Scalars['ID']['output'];
  /** What it shows, in its order; what is withdrawn is left out. */
  readonly items: ContentConnection;
  /** The name shown to viewers. */
  readonly title: Scalars['String']['output'];
};


/** A section of an app (Sports, Movies, Kids). Entitlement is asked once for its tags, not once per item. */
export type CollectionItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Anything that can be watched. Entitlement tags are the only thing the catalog says about who may. */
export type Content = {
  /** Whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Opaque, prefixed by kind. */
  readonly id: Scalars['ID']['output'];
  /** Pictures, all or of one kind. */
  readonly images: ReadonlyArray<Image>;
  /** The name shown to viewers. */
  readonly title: Scalars['String']['output'];
};


/** Anything that can be watched. Entitlement tags are the only thing the catalog says about who may. */
export type ContentImagesArgs = {
  kind?: InputMaybe<ImageKind>;
};

/** A page of content of any kind. */
export type ContentConnection = {
  readonly __typename?: 'ContentConnection';
  /** The contents of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ContentEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** Something that can be watched and its place in the list. */
export type ContentEdge = {
  readonly __typename?: 'ContentEdge';
  /** Pass it as `after` to go on behind this content. */
  readonly cursor: Scalars['String']['output'];
  /** The content. */
  readonly node: Content;
};

/**
 * Narrows a search: everything that is said must hold; what has nothing to compare does not hold. At most 5 deep, with 50
 * conditions. Compiled to SQL with bound parameters; never interpolated.
 */
export type ContentFilter = {
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<ContentFilter>>;
  /** It is of this genre, however that is written. */
  readonly category?: InputMaybe<Scalars['String']['input']>;
  /** It is this channel, or airs there. */
  readonly channelId?: InputMaybe<Scalars['ID']['input']>;
  /** It is of this kind. */
  readonly kind?: InputMaybe<ContentKind>;
  /** It is known to be suitable from this age or a lower one, in years. */
  readonly minimumAgeAtMost?: InputMaybe<Scalars['Int']['input']>;
  /** This does not hold. */
  readonly not?: InputMaybe<ContentFilter>;
  /** One of these holds. */
  readonly or?: InputMaybe<ReadonlyArray<ContentFilter>>;
  /** It is this series, or belongs to it. */
  readonly seriesId?: InputMaybe<Scalars['ID']['input']>;
  /** It starts at this instant or later; what has no start, such as a movie, is not found. */
  readonly startsAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** It starts before this instant; what has no start, such as a movie, is not found. */
  readonly startsBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** It has this entitlement tag; a broadcast has those of its channel. */
  readonly tag?: InputMaybe<Scalars['String']['input']>;
};

/** What a content is. */
export type ContentKind =
  /** One airing. */
  | 'BROADCAST'
  /** A linear channel. */
  | 'CHANNEL'
  /** An episode on demand. */
  | 'EPISODE'
  /** A movie on demand. */
  | 'MOVIE'
  /** A series. */
  | 'SERIES';

/** A person and what they did. */
export type Credit = {
  readonly __typename?: 'Credit';
  /** Whom an actor plays. */
  readonly character?: Maybe<Scalars['String']['output']>;
  /** The person's name. */
  readonly name: Scalars['String']['output'];
  /** Such as `actor`, `director` or `presenter`. */
  readonly role: Scalars['String']['output'];
};

/** An episode on demand. */
export type Episode = Content & {
  readonly __typename?: 'Episode';
  /** Genres. */
  readonly categories: ReadonlyArray<Scalars['String']['output']>;
  /** Who made it and who is in it. */
  readonly credits: ReadonlyArray<Credit>;
  /** Seconds from its start at which its closing credits begin: who has come so far has watched it; null where nobody said. */
  readonly creditsFromSeconds?: Maybe<Scalars['Int']['output']>;
  /** What it is about. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** How long it runs, in seconds. */
  readonly durationSeconds: Scalars['Int']['output'];
  /** Whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Opaque, prefixed `ep_`. */
  readonly id: Scalars['ID']['output'];
  /** Pictures, all or of one kind. */
  readonly images: ReadonlyArray<Image>;
  /** Age from which it is suitable, in years; null = unknown. */
  readonly minimumAge?: Maybe<Scalars['Int']['output']>;
  /** The episode after it, over the ends of seasons; null behind the last. */
  readonly next?: Maybe<Episode>;
  /** Its number within the season, counting from 1. */
  readonly number?: Maybe<Scalars['Int']['output']>;
  /** The work's own id (CRID, EIDR), the same as that of its airings; null where there is none. */
  readonly programId?: Maybe<Scalars['String']['output']>;
  /** Season, counting from 1. */
  readonly season?: Maybe<Scalars['Int']['output']>;
  /** The series that it belongs to. */
  readonly series: Series;
  /** The episode's own title. */
  readonly title: Scalars['String']['output'];
};


/** An episode on demand. */
export type EpisodeImagesArgs = {
  kind?: InputMaybe<ImageKind>;
};

/** A page of episodes. */
export type EpisodeConnection = {
  readonly __typename?: 'EpisodeConnection';
  /** The episodes of this page, each with its cursor. */
  readonly edges: ReadonlyArray<EpisodeEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** An episode and its place in the list. */
export type EpisodeEdge = {
  readonly __typename?: 'EpisodeEdge';
  /** Pass it as `after` to go on behind this episode. */
  readonly cursor: Scalars['String']['output'];
  /** The episode. */
  readonly node: Episode;
};

/** An episode number in one of the systems that guides use. */
export type EpisodeNumber = {
  readonly __typename?: 'EpisodeNumber';
  /** Such as `xmltv_ns`, `onscreen` or `dd_progid`. */
  readonly system: Scalars['String']['output'];
  /** As the guide writes it. */
  readonly value: Scalars['String']['output'];
};

/** What one guide import did. */
export type GuideImport = {
  readonly __typename?: 'GuideImport';
  /** Channels read. */
  readonly channels: Scalars['Int']['output'];
  /** Broadcasts that are new. */
  readonly created: Scalars['Int']['output'];
  /** When it ended; null while it runs. */
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Opaque, prefixed `gi_`. */
  readonly id: Scalars['ID']['output'];
  /** Broadcasts whose start changed. */
  readonly moved: Scalars['Int']['output'];
  /** The first 100 programmes or channels that could not be taken, or were cut short, each with its line in the file. */
  readonly problems: ReadonlyArray<ImportProblem>;
  /** Programmes read. */
  readonly programmes: Scalars['Int']['output'];
  /** Programmes and channels that could not be taken. */
  readonly rejected: Scalars['Int']['output'];
  /** Broadcasts that the guide does not have any more. */
  readonly removed: Scalars['Int']['output'];
  /** Name of the guide's source. */
  readonly source: Scalars['String']['output'];
  /** When it began. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** Whether it runs, is done, or failed. */
  readonly status: ImportStatus;
  /** Broadcasts that are as they were. */
  readonly unchanged: Scalars['Int']['output'];
  /** Broadcasts that changed but stayed at their time. */
  readonly updated: Scalars['Int']['output'];
};

/** A picture. */
export type Image = {
  readonly __typename?: 'Image';
  /** In pixels, where known. */
  readonly height?: Maybe<Scalars['Int']['output']>;
  /** What it shows. */
  readonly kind: ImageKind;
  /** Where to load it. */
  readonly url: Scalars['String']['output'];
  /** In pixels, where known. */
  readonly width?: Maybe<Scalars['Int']['output']>;
};

/** What a picture shows. */
export type ImageKind =
  /** Wide, without text. */
  | 'BACKDROP'
  /** A channel's mark. */
  | 'LOGO'
  /** Upright, with a title. */
  | 'POSTER'
  /** A sprite of frames for a scrubber. */
  | 'PREVIEW'
  /** A frame of the programme. */
  | 'STILL';

/** Something in a guide that could not be taken, or not as it was given. */
export type ImportProblem = {
  readonly __typename?: 'ImportProblem';
  /** Line in the file, counting from 1. */
  readonly line?: Maybe<Scalars['Int']['output']>;
  /** Which rule it breaks. */
  readonly reason: Scalars['String']['output'];
  /** The start it gave, as written. */
  readonly start?: Maybe<Scalars['String']['output']>;
  /** The channel it was for. */
  readonly xmltvId?: Maybe<Scalars['String']['output']>;
};

/** How far an import is. */
export type ImportStatus =
  /** Everything that could be taken was. */
  | 'DONE'
  /** It broke off: what was whole until then was kept, nothing was removed. */
  | 'FAILED'
  /** Under way. */
  | 'RUNNING';

/** An argument breaks a rule; nothing was changed. */
export type InvalidInput = Problem & {
  readonly __typename?: 'InvalidInput';
  /** The field that breaks it. */
  readonly field?: Maybe<Scalars['String']['output']>;
  /** Which rule, and what it got. */
  readonly message: Scalars['String']['output'];
};

/** What may be done with a linear channel beyond watching it live. Rights change overnight: read at use, never copied. */
export type LinearRights = {
  readonly __typename?: 'LinearRights';
  /** How long after its end a broadcast may still be watched, in seconds; 0 = no catch-up. */
  readonly catchUpSeconds: Scalars['Int']['output'];
  /** ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries: ReadonlyArray<Scalars['String']['output']>;
  /** Live may be paused. */
  readonly pauseLive: Scalars['Boolean']['output'];
  /** Its broadcasts may be recorded. */
  readonly recordable: Scalars['Boolean']['output'];
  /** A running broadcast may be watched from its start. */
  readonly startOver: Scalars['Boolean']['output'];
};

/** Video on demand. */
export type Movie = Content & {
  readonly __typename?: 'Movie';
  /** Genres. */
  readonly categories: ReadonlyArray<Scalars['String']['output']>;
  /** Who made it and who is in it. */
  readonly credits: ReadonlyArray<Credit>;
  /** Seconds from its start at which its closing credits begin: who has come so far has watched it; null where nobody said. */
  readonly creditsFromSeconds?: Maybe<Scalars['Int']['output']>;
  /** What it is about. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** How long it runs, in seconds. */
  readonly durationSeconds: Scalars['Int']['output'];
  /** Whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Opaque, prefixed `mo_`. */
  readonly id: Scalars['ID']['output'];
  /** Pictures, all or of one kind. */
  readonly images: ReadonlyArray<Image>;
  /** Age from which it is suitable, in years; null = unknown. */
  readonly minimumAge?: Maybe<Scalars['Int']['output']>;
  /** The work's own id (CRID, EIDR), the same as that of its airings; null where there is none. */
  readonly programId?: Maybe<Scalars['String']['output']>;
  /** Its title. */
  readonly title: Scalars['String']['output'];
  /** Year of production. */
  readonly year?: Maybe<Scalars['Int']['output']>;
};


/** Video on demand. */
export type MovieImagesArgs = {
  kind?: InputMaybe<ImageKind>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Fetches an XMLTV guide (plain or gzip) from a URL and imports it. Idempotent. */
  readonly importGuide: GuideImport;
  /** Sets up a channel. Absent fields keep their value. */
  readonly upsertChannel: ChannelResult;
};


export type MutationImportGuideArgs = {
  source: Scalars['String']['input'];
  url: Scalars['String']['input'];
};


export type MutationUpsertChannelArgs = {
  input: ChannelInput;
};

/** Where a page lies in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last item: pass it as `after` for the next page; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** True when more follows after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True when the page does not begin at the first item. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** Why something that was asked for did not happen. */
export type Problem = {
  /** One sentence: which rule, and what it got. */
  readonly message: Scalars['String']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** One airing; null where there is none. */
  readonly broadcast?: Maybe<Broadcast>;
  /** One channel by either of its ids; null where there is none. */
  readonly channel?: Maybe<Channel>;
  /** By number, then title. */
  readonly channels?: Maybe<ChannelConnection>;
  /** One section of an app; null where there is none. */
  readonly collection?: Maybe<Collection>;
  /** The sections of an app, in their order; at most 200. */
  readonly collections?: Maybe<ReadonlyArray<Collection>>;
  /** Anything that can be watched, by its id; null where there is none. */
  readonly content?: Maybe<Content>;
  /** The latest imports, newest first. */
  readonly guideImports?: Maybe<ReadonlyArray<GuideImport>>;
  /**
   * Full-text over titles, subtitles, descriptions and credits, in any order of words; tolerant of typing errors; upcoming
   * before catch-up before past. What stands in quotes is found as it stands.
   */
  readonly search?: Maybe<SearchConnection>;
  /** One series; null where there is none. */
  readonly series?: Maybe<Series>;
};


export type QueryBroadcastArgs = {
  id: Scalars['ID']['input'];
};


export type QueryChannelArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  xmltvId?: InputMaybe<Scalars['String']['input']>;
};


export type QueryChannelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  group?: InputMaybe<Scalars['String']['input']>;
  ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


export type QueryCollectionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryContentArgs = {
  id: Scalars['ID']['input'];
};


export type QueryGuideImportsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerySearchArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ContentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  text: Scalars['String']['input'];
};


export type QuerySeriesArgs = {
  id: Scalars['ID']['input'];
};

/** An age rating. */
export type Rating = {
  readonly __typename?: 'Rating';
  /** The age it means, in years; null where it is not known. */
  readonly minimumAge?: Maybe<Scalars['Int']['output']>;
  /** Who rates, such as `FSK` or `MPAA`. */
  readonly system?: Maybe<Scalars['String']['output']>;
  /** As the guide writes it. */
  readonly value: Scalars['String']['output'];
};

/** A page of what a search found, best first. */
export type SearchConnection = {
  readonly __typename?: 'SearchConnection';
  /** What was found, each with its cursor. */
  readonly edges: ReadonlyArray<SearchEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How much is found in all pages, at most 5000: of more, only what is nearest to now is ranked. */
  readonly totalCount: Scalars['Int']['output'];
};

/** Something that a search found, and its place in the list. */
export type SearchEdge = {
  readonly __typename?: 'SearchEdge';
  /** Pass it as `after` to go on behind it. */
  readonly cursor: Scalars['String']['output'];
  /** What was found. */
  readonly node: Content;
  /** How well it fits what was searched for: higher is better, within what is upcoming, catch-up or past. */
  readonly score: Scalars['Float']['output'];
};

/** A series: episodes on demand, airings in the guide, or both. */
export type Series = Content & {
  readonly __typename?: 'Series';
  /** Whoever holds one of these may watch; empty = free. Each episode and each airing has tags of its own. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Its episodes on demand, by season and number; those without one last. */
  readonly episodes: EpisodeConnection;
  /** Opaque, prefixed `se_`. */
  readonly id: Scalars['ID']['output'];
  /** Pictures, all or of one kind. */
  readonly images: ReadonlyArray<Image>;
  /** Seasons of which there is an episode or an airing, ascending. */
  readonly seasons: ReadonlyArray<Scalars['Int']['output']>;
  /** Its title. */
  readonly title: Scalars['String']['output'];
  /** Its airings that have not ended, by start. */
  readonly upcoming: BroadcastConnection;
};


/** A series: episodes on demand, airings in the guide, or both. */
export type SeriesEpisodesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  season?: InputMaybe<Scalars['Int']['input']>;
};


/** A series: episodes on demand, airings in the guide, or both. */
export type SeriesImagesArgs = {
  kind?: InputMaybe<ImageKind>;
};


/** A series: episodes on demand, airings in the guide, or both. */
export type SeriesUpcomingArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Broadcast: Broadcast;
  Channel: Channel;
  Collection: Collection;
  Content: Content;
  Episode: Episode;
  GuideImport: GuideImport;
  Movie: Movie;
  Series: Series;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Broadcast:
    ( { __typename: 'Broadcast' }
    & GraphQLRecursivePick<FederationTypes['Broadcast'], {"id":true}> );
  Channel:
    ( { __typename: 'Channel' }
    & GraphQLRecursivePick<FederationTypes['Channel'], {"id":true}> );
  Collection:
    ( { __typename: 'Collection' }
    & GraphQLRecursivePick<FederationTypes['Collection'], {"id":true}> );
  Content:
    ( { __typename: 'Content' }
    & GraphQLRecursivePick<FederationTypes['Content'], {"id":true}> );
  Episode:
    ( { __typename: 'Episode' }
    & GraphQLRecursivePick<FederationTypes['Episode'], {"id":true}> );
  GuideImport:
    ( { __typename: 'GuideImport' }
    & GraphQLRecursivePick<FederationTypes['GuideImport'], {"id":true}> );
  Movie:
    ( { __typename: 'Movie' }
    & GraphQLRecursivePick<FederationTypes['Movie'], {"id":true}> );
  Series:
    ( { __typename: 'Series' }
    & GraphQLRecursivePick<FederationTypes['Series'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ChannelResult:
    | ( ChannelModel )
    | ( InvalidInput )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Content:
    | ( BroadcastModel )
    | ( ChannelModel )
    | ( EpisodeModel )
    | ( MovieModel )
    | ( SeriesModel )
  ;
  Problem: ( InvalidInput );
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Broadcast: ResolverTypeWrapper<BroadcastModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  BroadcastConnection: ResolverTypeWrapper<Omit<BroadcastConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['BroadcastEdge']> }>;
  BroadcastEdge: ResolverTypeWrapper<Omit<BroadcastEdge, 'node'> & { node: ResolversTypes['Broadcast'] }>;
  Channel: ResolverTypeWrapper<ChannelModel>;
  ChannelConnection: ResolverTypeWrapper<ChannelPageModel>;
  ChannelEdge: ResolverTypeWrapper<Omit<ChannelEdge, 'node'> & { node: ResolversTypes['Channel'] }>;
  ChannelInput: ChannelInput;
  ChannelResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ChannelResult']>;
  Collection: ResolverTypeWrapper<CollectionModel>;
  Content: ResolverTypeWrapper<ContentModel>;
  ContentConnection: ResolverTypeWrapper<Omit<ContentConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ContentEdge']> }>;
  ContentEdge: ResolverTypeWrapper<Omit<ContentEdge, 'node'> & { node: ResolversTypes['Content'] }>;
  ContentFilter: ContentFilter;
  ContentKind: ContentKind;
  Credit: ResolverTypeWrapper<Credit>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Episode: ResolverTypeWrapper<EpisodeModel>;
  EpisodeConnection: ResolverTypeWrapper<Omit<EpisodeConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['EpisodeEdge']> }>;
  EpisodeEdge: ResolverTypeWrapper<Omit<EpisodeEdge, 'node'> & { node: ResolversTypes['Episode'] }>;
  EpisodeNumber: ResolverTypeWrapper<EpisodeNumber>;
  GuideImport: ResolverTypeWrapper<GuideImportModel>;
  Image: ResolverTypeWrapper<Image>;
  ImageKind: ImageKind;
  ImportProblem: ResolverTypeWrapper<ImportProblem>;
  ImportStatus: ImportStatus;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  LinearRights: ResolverTypeWrapper<LinearRightsModel>;
  Movie: ResolverTypeWrapper<MovieModel>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Rating: ResolverTypeWrapper<Rating>;
  SearchConnection: ResolverTypeWrapper<SearchPageModel>;
  SearchEdge: ResolverTypeWrapper<Omit<SearchEdge, 'node'> & { node: ResolversTypes['Content'] }>;
  Series: ResolverTypeWrapper<SeriesModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Broadcast: BroadcastModel;
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  Float: Scalars['Float']['output'];
  BroadcastConnection: Omit<BroadcastConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['BroadcastEdge']> };
  BroadcastEdge: Omit<BroadcastEdge, 'node'> & { node: ResolversParentTypes['Broadcast'] };
  Channel: ChannelModel;
  ChannelConnection: ChannelPageModel;
  ChannelEdge: Omit<ChannelEdge, 'node'> & { node: ResolversParentTypes['Channel'] };
  ChannelInput: ChannelInput;
  ChannelResult: ResolversUnionTypes<ResolversParentTypes>['ChannelResult'];
  Collection: CollectionModel;
  Content: ContentModel;
  ContentConnection: Omit<ContentConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ContentEdge']> };
  ContentEdge: Omit<ContentEdge, 'node'> & { node: ResolversParentTypes['Content'] };
  ContentFilter: ContentFilter;
  Credit: Credit;
  DateTime: Scalars['DateTime']['output'];
  Episode: EpisodeModel;
  EpisodeConnection: Omit<EpisodeConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['EpisodeEdge']> };
  EpisodeEdge: Omit<EpisodeEdge, 'node'> & { node: ResolversParentTypes['Episode'] };
  EpisodeNumber: EpisodeNumber;
  GuideImport: GuideImportModel;
  Image: Image;
  ImportProblem: ImportProblem;
  InvalidInput: InvalidInput;
  LinearRights: LinearRightsModel;
  Movie: MovieModel;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Query: Record<PropertyKey, never>;
  Rating: Rating;
  SearchConnection: SearchPageModel;
  SearchEdge: Omit<SearchEdge, 'node'> & { node: ResolversParentTypes['Content'] };
  Series: SeriesModel;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
};

export type CacheControlDirectiveArgs = {
  maxAge: Scalars['Int']['input'];
  scope?: Scalars['String']['input'];
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = CatalogContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type BroadcastResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Broadcast'] = ResolversParentTypes['Broadcast'], FederationReferenceType extends FederationReferenceTypes['Broadcast'] = FederationReferenceTypes['Broadcast']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Broadcast']> | FederationReferenceType, FederationReferenceType, ContextType>;
  alsoShowing?: Resolver<ReadonlyArray<ResolversTypes['Broadcast']>, ParentType, ContextType, RequireFields<BroadcastAlsoShowingArgs, 'first'>>;
  categories?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  credits?: Resolver<ReadonlyArray<ResolversTypes['Credit']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  episode?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  episodeNumbers?: Resolver<ReadonlyArray<ResolversTypes['EpisodeNumber']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  images?: Resolver<ReadonlyArray<ResolversTypes['Image']>, ParentType, ContextType, Partial<BroadcastImagesArgs>>;
  isNew?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPremiere?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  minimumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  part?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  previouslyShown?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  programId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ratings?: Resolver<ReadonlyArray<ResolversTypes['Rating']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rights?: Resolver<ResolversTypes['LinearRights'], ParentType, ContextType>;
  season?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType>;
  starRating?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  stop?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  stopInferred?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  subtitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BroadcastConnectionResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['BroadcastConnection'] = ResolversParentTypes['BroadcastConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BroadcastEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BroadcastEdgeResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['BroadcastEdge'] = ResolversParentTypes['BroadcastEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Broadcast'], ParentType, ContextType>;
};

export type ChannelResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Channel'] = ResolversParentTypes['Channel'], FederationReferenceType extends FederationReferenceTypes['Channel'] = FederationReferenceTypes['Channel']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Channel']> | FederationReferenceType, FederationReferenceType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  group?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  images?: Resolver<ReadonlyArray<ResolversTypes['Image']>, ParentType, ContextType, Partial<ChannelImagesArgs>>;
  next?: Resolver<Maybe<ResolversTypes['Broadcast']>, ParentType, ContextType>;
  now?: Resolver<Maybe<ResolversTypes['Broadcast']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rights?: Resolver<ResolversTypes['LinearRights'], ParentType, ContextType>;
  schedule?: Resolver<ReadonlyArray<ResolversTypes['Broadcast']>, ParentType, ContextType, RequireFields<ChannelScheduleArgs, 'from' | 'to'>>;
  timeshiftOf?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType>;
  timezone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  xmltvId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChannelConnectionResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['ChannelConnection'] = ResolversParentTypes['ChannelConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ChannelEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ChannelEdgeResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['ChannelEdge'] = ResolversParentTypes['ChannelEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
};

export type ChannelResultResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['ChannelResult'] = ResolversParentTypes['ChannelResult']> = {
  __resolveType: TypeResolveFn<'Channel' | 'InvalidInput', ParentType, ContextType>;
};

export type CollectionResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Collection'] = ResolversParentTypes['Collection'], FederationReferenceType extends FederationReferenceTypes['Collection'] = FederationReferenceTypes['Collection']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Collection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items?: Resolver<ResolversTypes['ContentConnection'], ParentType, ContextType, RequireFields<CollectionItemsArgs, 'first'>>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ContentResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Content'] = ResolversParentTypes['Content'], FederationReferenceType extends FederationReferenceTypes['Content'] = FederationReferenceTypes['Content']> = {
  __resolveType: TypeResolveFn<'Broadcast' | 'Channel' | 'Episode' | 'Movie' | 'Series', ParentType, ContextType>;
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Content']> | FederationReferenceType, FederationReferenceType, ContextType>;
};

export type ContentConnectionResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['ContentConnection'] = ResolversParentTypes['ContentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ContentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ContentEdgeResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['ContentEdge'] = ResolversParentTypes['ContentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Content'], ParentType, ContextType>;
};

export type CreditResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Credit'] = ResolversParentTypes['Credit']> = {
  character?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type EpisodeResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Episode'] = ResolversParentTypes['Episode'], FederationReferenceType extends FederationReferenceTypes['Episode'] = FederationReferenceTypes['Episode']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Episode']> | FederationReferenceType, FederationReferenceType, ContextType>;
  categories?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  credits?: Resolver<ReadonlyArray<ResolversTypes['Credit']>, ParentType, ContextType>;
  creditsFromSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  durationSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  images?: Resolver<ReadonlyArray<ResolversTypes['Image']>, ParentType, ContextType, Partial<EpisodeImagesArgs>>;
  minimumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  next?: Resolver<Maybe<ResolversTypes['Episode']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  programId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  season?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  series?: Resolver<ResolversTypes['Series'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EpisodeConnectionResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['EpisodeConnection'] = ResolversParentTypes['EpisodeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['EpisodeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EpisodeEdgeResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['EpisodeEdge'] = ResolversParentTypes['EpisodeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Episode'], ParentType, ContextType>;
};

export type EpisodeNumberResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['EpisodeNumber'] = ResolversParentTypes['EpisodeNumber']> = {
  system?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type GuideImportResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['GuideImport'] = ResolversParentTypes['GuideImport'], FederationReferenceType extends FederationReferenceTypes['GuideImport'] = FederationReferenceTypes['GuideImport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['GuideImport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  channels?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  moved?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['ImportProblem']>, ParentType, ContextType>;
  programmes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rejected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ImportStatus'], ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ImageResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Image'] = ResolversParentTypes['Image']> = {
  height?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ImageKind'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  width?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ImportProblemResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['ImportProblem'] = ResolversParentTypes['ImportProblem']> = {
  line?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  start?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  xmltvId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LinearRightsResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['LinearRights'] = ResolversParentTypes['LinearRights']> = {
  catchUpSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  countries?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  pauseLive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recordable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startOver?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MovieResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Movie'] = ResolversParentTypes['Movie'], FederationReferenceType extends FederationReferenceTypes['Movie'] = FederationReferenceTypes['Movie']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Movie']> | FederationReferenceType, FederationReferenceType, ContextType>;
  categories?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  credits?: Resolver<ReadonlyArray<ResolversTypes['Credit']>, ParentType, ContextType>;
  creditsFromSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  durationSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  images?: Resolver<ReadonlyArray<ResolversTypes['Image']>, ParentType, ContextType, Partial<MovieImagesArgs>>;
  minimumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  programId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  importGuide?: Resolver<ResolversTypes['GuideImport'], ParentType, ContextType, RequireFields<MutationImportGuideArgs, 'source' | 'url'>>;
  upsertChannel?: Resolver<ResolversTypes['ChannelResult'], ParentType, ContextType, RequireFields<MutationUpsertChannelArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'InvalidInput', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  broadcast?: Resolver<Maybe<ResolversTypes['Broadcast']>, ParentType, ContextType, RequireFields<QueryBroadcastArgs, 'id'>>;
  channel?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType, Partial<QueryChannelArgs>>;
  channels?: Resolver<Maybe<ResolversTypes['ChannelConnection']>, ParentType, ContextType, RequireFields<QueryChannelsArgs, 'first'>>;
  collection?: Resolver<Maybe<ResolversTypes['Collection']>, ParentType, ContextType, RequireFields<QueryCollectionArgs, 'id'>>;
  collections?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Collection']>>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType, RequireFields<QueryContentArgs, 'id'>>;
  guideImports?: Resolver<Maybe<ReadonlyArray<ResolversTypes['GuideImport']>>, ParentType, ContextType, RequireFields<QueryGuideImportsArgs, 'first'>>;
  search?: Resolver<Maybe<ResolversTypes['SearchConnection']>, ParentType, ContextType, RequireFields<QuerySearchArgs, 'first' | 'text'>>;
  series?: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType, RequireFields<QuerySeriesArgs, 'id'>>;
};

export type RatingResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Rating'] = ResolversParentTypes['Rating']> = {
  minimumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SearchConnectionResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['SearchConnection'] = ResolversParentTypes['SearchConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SearchEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SearchEdgeResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['SearchEdge'] = ResolversParentTypes['SearchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Content'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SeriesResolvers<ContextType = CatalogContext, ParentType extends ResolversParentTypes['Series'] = ResolversParentTypes['Series'], FederationReferenceType extends FederationReferenceTypes['Series'] = FederationReferenceTypes['Series']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Series']> | FederationReferenceType, FederationReferenceType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  episodes?: Resolver<ResolversTypes['EpisodeConnection'], ParentType, ContextType, RequireFields<SeriesEpisodesArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  images?: Resolver<ReadonlyArray<ResolversTypes['Image']>, ParentType, ContextType, Partial<SeriesImagesArgs>>;
  seasons?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  upcoming?: Resolver<ResolversTypes['BroadcastConnection'], ParentType, ContextType, RequireFields<SeriesUpcomingArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = CatalogContext> = {
  Broadcast?: BroadcastResolvers<ContextType>;
  BroadcastConnection?: BroadcastConnectionResolvers<ContextType>;
  BroadcastEdge?: BroadcastEdgeResolvers<ContextType>;
  Channel?: ChannelResolvers<ContextType>;
  ChannelConnection?: ChannelConnectionResolvers<ContextType>;
  ChannelEdge?: ChannelEdgeResolvers<ContextType>;
  ChannelResult?: ChannelResultResolvers<ContextType>;
  Collection?: CollectionResolvers<ContextType>;
  Content?: ContentResolvers<ContextType>;
  ContentConnection?: ContentConnectionResolvers<ContextType>;
  ContentEdge?: ContentEdgeResolvers<ContextType>;
  Credit?: CreditResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Episode?: EpisodeResolvers<ContextType>;
  EpisodeConnection?: EpisodeConnectionResolvers<ContextType>;
  EpisodeEdge?: EpisodeEdgeResolvers<ContextType>;
  EpisodeNumber?: EpisodeNumberResolvers<ContextType>;
  GuideImport?: GuideImportResolvers<ContextType>;
  Image?: ImageResolvers<ContextType>;
  ImportProblem?: ImportProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  LinearRights?: LinearRightsResolvers<ContextType>;
  Movie?: MovieResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Rating?: RatingResolvers<ContextType>;
  SearchConnection?: SearchConnectionResolvers<ContextType>;
  SearchEdge?: SearchEdgeResolvers<ContextType>;
  Series?: SeriesResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = CatalogContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
