/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** The device that signs in. */
export type DeviceInput = {
  /** What kind of device it is. */
  readonly family: DeviceFamily;
  /** The id it was given before; absent for a new device. */
  readonly id?: string | number | null | undefined;
  /** The name its owner gives it, 1..100 characters. */
  readonly name: string;
};

/** Systems that protect content. */
export type DrmSystem =
  /** Apple's. */
  | 'FAIRPLAY'
  /** Microsoft's. */
  | 'PLAYREADY'
  /** Google's. */
  | 'WIDEVINE';

/** What a player does next. */
export type HeartbeatDirective =
  /** Go on. */
  | 'CONTINUE'
  /** End the stream and tell the viewer why. */
  | 'STOP';

/** A player's sign of life. */
export type HeartbeatInput = {
  /** What happened since the last beat. */
  readonly event?: PlayEvent | null | undefined;
  /** Seconds from the start of what plays. */
  readonly positionSeconds?: number | null | undefined;
  /** Grows with each beat of a slot: a repeat or a late one changes nothing. From 1. */
  readonly sequence: number;
  /** From the PlaySession. */
  readonly slotToken: string;
};

/** What a player did. */
export type PlayEvent =
  /** Nothing new. */
  | 'HEARTBEAT'
  /** The viewer paused. */
  | 'PAUSE'
  /** The viewer went on. */
  | 'RESUME'
  /** The viewer jumped. */
  | 'SEEK';

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

/** What to tell which player. */
export type RemoteCommandInput = {
  /** What to play; PLAY needs it or `recordingId`, and not both. */
  readonly contentId?: string | number | null | undefined;
  /** What to do. */
  readonly kind: RemoteCommandKind;
  /** Seconds from the start of what plays; SEEK needs it. */
  readonly positionSeconds?: number | null | undefined;
  /** What to play. */
  readonly recordingId?: string | number | null | undefined;
  /** A device of the household. */
  readonly targetDeviceId: string | number;
};

/** What a player can be told. */
export type RemoteCommandKind =
  /** The channel before. */
  | 'CHANNEL_DOWN'
  /** The next channel. */
  | 'CHANNEL_UP'
  /** Sound off. */
  | 'MUTE'
  /** Pause. */
  | 'PAUSE'
  /** Play what is named. */
  | 'PLAY'
  /** Go on. */
  | 'RESUME'
  /** Jump to `positionSeconds`. */
  | 'SEEK'
  /** End the stream. */
  | 'STOP'
  /** Sound on. */
  | 'UNMUTE'
  /** Softer, by a step. */
  | 'VOLUME_DOWN'
  /** Louder, by a step. */
  | 'VOLUME_UP';

/** What to play, and where. */
export type StartPlayoutInput = {
  /** A retried start with the same id gives the same slot. 1..100 characters. */
  readonly clientRequestId: string | number;
  /** A Channel, Broadcast, Movie or Episode; or else `recordingId`. */
  readonly contentId?: string | number | null | undefined;
  /** The device that plays; the session must be this device's. */
  readonly deviceId: string | number;
  /** How; where it is not said, as is usual: a broadcast LIVE while it airs and as CATCH_UP afterwards. */
  readonly mode?: PlayMode | null | undefined;
  /** Lets a profile with a limit see what is above it: its own PIN, or that of somebody without a limit. */
  readonly parentalPin?: string | null | undefined;
  /** Who watches, and whose bookmark moves; absent, the session's profile, else the household's first (live: nobody's). */
  readonly profileId?: string | number | null | undefined;
  /** A recording of the household; or else `contentId`. */
  readonly recordingId?: string | number | null | undefined;
  /** Ends this slot of the household when the limit is reached. */
  readonly takeOverSlotId?: string | number | null | undefined;
};

/** Why a player must stop. */
export type StopReason =
  /** The slot had lapsed and the household's streams are all in use. */
  | 'CONCURRENCY_LIMIT'
  /** It may not be shown any more. */
  | 'CONTENT_WITHDRAWN'
  /** The device is not the household's any more. */
  | 'DEVICE_REMOVED'
  /** No product of the household opens it any more. */
  | 'ENTITLEMENT_ENDED'
  /** The slot was ended: by the household, or by a later start on this device. */
  | 'SLOT_ENDED'
  /** Another device of the household took the slot over. */
  | 'SLOT_TAKEN_OVER';

/** Ways to stream over HTTP. */
export type StreamProtocol =
  /** MPEG-DASH, ISO/IEC 23009-1. */
  | 'DASH'
  /** HTTP Live Streaming, RFC 8216. */
  | 'HLS';

export type SignInMutationVariables = Exact<{
  email: string;
  password: string;
  device?: DeviceInput | null | undefined;
}>;


export type SignInMutation = { readonly signIn:
    | { readonly __typename: 'DeviceLimitReached', readonly message: string }
    | { readonly __typename: 'InvalidCredentials', readonly message: string }
    | { readonly __typename: 'Session', readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly account: { readonly id: string, readonly devices: ReadonlyArray<{ readonly id: string, readonly name: string }> } }
    | { readonly __typename: 'Throttled', readonly message: string, readonly retryAfterSeconds: number }
   };

export type RefreshSessionMutationVariables = Exact<{
  refreshToken: string;
}>;


export type RefreshSessionMutation = { readonly refreshSession:
    | { readonly __typename: 'DeviceLimitReached', readonly message: string }
    | { readonly __typename: 'InvalidCredentials', readonly message: string }
    | { readonly __typename: 'Session', readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly account: { readonly id: string, readonly devices: ReadonlyArray<{ readonly id: string, readonly name: string }> } }
    | { readonly __typename: 'Throttled', readonly message: string, readonly retryAfterSeconds: number }
   };

export type SessionPartsFragment = { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly account: { readonly id: string, readonly devices: ReadonlyArray<{ readonly id: string, readonly name: string }> } };

export type StartPlayoutMutationVariables = Exact<{
  input: StartPlayoutInput;
}>;


export type StartPlayoutMutation = { readonly startPlayout:
    | { readonly __typename: 'ConcurrencyLimitReached', readonly message: string, readonly limit: number, readonly occupied: ReadonlyArray<{ readonly id: string, readonly mode: PlayMode, readonly startedAt: string, readonly device: { readonly id: string, readonly name: string } | null }> }
    | { readonly __typename: 'ContentUnavailable', readonly message: string, readonly availableFrom: string | null, readonly availableUntil: string | null }
    | { readonly __typename: 'DeviceNotRegistered', readonly message: string, readonly deviceId: string }
    | { readonly __typename: 'GeoBlocked', readonly message: string, readonly country: string | null }
    | { readonly __typename: 'InvalidInput', readonly message: string, readonly field: string | null }
    | { readonly __typename: 'NotEntitled', readonly message: string, readonly missingTags: ReadonlyArray<string> }
    | { readonly __typename: 'ParentalPinRequired', readonly message: string, readonly minimumAge: number, readonly attemptsLeft: number | null }
    | { readonly __typename: 'PlaySession', readonly slotToken: string, readonly reclaimedSlotId: string | null, readonly firstHeartbeatInSeconds: number, readonly resumePositionSeconds: number | null, readonly slot: { readonly id: string, readonly mode: PlayMode, readonly governed: boolean, readonly expiresAt: string }, readonly sources: ReadonlyArray<{ readonly pathwayId: string, readonly protocol: StreamProtocol, readonly url: string, readonly tokenExpiresAt: string }>, readonly drm: ReadonlyArray<{ readonly system: DrmSystem, readonly licenseUrl: string, readonly certificateUrl: string | null }> }
    | { readonly __typename: 'Throttled', readonly message: string, readonly retryAfterSeconds: number }
   };

export type SourceFragment = { readonly pathwayId: string, readonly protocol: StreamProtocol, readonly url: string, readonly tokenExpiresAt: string };

export type HeartbeatMutationVariables = Exact<{
  input: HeartbeatInput;
}>;


export type HeartbeatMutation = { readonly heartbeat: { readonly directive: HeartbeatDirective, readonly reason: StopReason | null, readonly nextHeartbeatInSeconds: number, readonly sources: ReadonlyArray<{ readonly pathwayId: string, readonly protocol: StreamProtocol, readonly url: string, readonly tokenExpiresAt: string }> | null } | null };

export type EndPlayoutMutationVariables = Exact<{
  slotToken: string;
  sequence: number;
  positionSeconds?: number | null | undefined;
}>;


export type EndPlayoutMutation = { readonly endPlayout: boolean | null };

export type StopPlayoutMutationVariables = Exact<{
  slotId: string | number;
}>;


export type StopPlayoutMutation = { readonly stopPlayout: boolean };

export type ConcurrencyChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ConcurrencyChangedSubscription = { readonly concurrencyChanged: { readonly id: string, readonly limit: number, readonly inUse: number, readonly version: number, readonly slots: ReadonlyArray<{ readonly id: string, readonly mode: PlayMode, readonly state: PlayState, readonly startedAt: string }> } };

export type SendRemoteCommandMutationVariables = Exact<{
  input: RemoteCommandInput;
}>;


export type SendRemoteCommandMutation = { readonly sendRemoteCommand:
    | { readonly __typename: 'DeviceNotListening', readonly message: string }
    | { readonly __typename: 'DeviceNotRegistered', readonly message: string, readonly deviceId: string }
    | { readonly __typename: 'InvalidInput', readonly message: string, readonly field: string | null }
    | { readonly __typename: 'RemoteCommand', readonly id: string, readonly expiresAt: string }
   };

export type RemoteCommandsSubscriptionVariables = Exact<{
  deviceId: string | number;
}>;


export type RemoteCommandsSubscription = { readonly remoteCommands: { readonly id: string, readonly kind: RemoteCommandKind, readonly reason: StopReason | null, readonly positionSeconds: number | null, readonly issuedAt: string, readonly expiresAt: string, readonly content:
      | { readonly __typename: 'Broadcast', readonly id: string }
      | { readonly __typename: 'Channel', readonly id: string }
      | { readonly __typename: 'Episode', readonly id: string }
      | { readonly __typename: 'Movie', readonly id: string }
      | { readonly __typename: 'Series', readonly id: string }
     | null, readonly recording: { readonly id: string } | null, readonly fromDevice: { readonly id: string, readonly name: string } | null } };

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
export const SessionPartsFragmentDoc = new TypedDocumentString(`
    fragment SessionParts on Session {
  accessToken
  accessTokenExpiresAt
  refreshToken
  account {
    id
    devices {
      id
      name
    }
  }
}
    `, {"fragmentName":"SessionParts"}) as unknown as TypedDocumentString<SessionPartsFragment, unknown>;
export const SourceFragmentDoc = new TypedDocumentString(`
    fragment Source on StreamSource {
  pathwayId
  protocol
  url
  tokenExpiresAt
}
    `, {"fragmentName":"Source"}) as unknown as TypedDocumentString<SourceFragment, unknown>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($email: String!, $password: String!, $device: DeviceInput) {
  signIn(email: $email, password: $password, device: $device) {
    __typename
    ... on Session {
      ...SessionParts
    }
    ... on Problem {
      message
    }
    ... on Throttled {
      retryAfterSeconds
    }
  }
}
    fragment SessionParts on Session {
  accessToken
  accessTokenExpiresAt
  refreshToken
  account {
    id
    devices {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const RefreshSessionDocument = new TypedDocumentString(`
    mutation RefreshSession($refreshToken: String!) {
  refreshSession(refreshToken: $refreshToken) {
    __typename
    ... on Session {
      ...SessionParts
    }
    ... on Problem {
      message
    }
    ... on Throttled {
      retryAfterSeconds
    }
  }
}
    fragment SessionParts on Session {
  accessToken
  accessTokenExpiresAt
  refreshToken
  account {
    id
    devices {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const StartPlayoutDocument = new TypedDocumentString(`
    mutation StartPlayout($input: StartPlayoutInput!) {
  startPlayout(input: $input) {
    __typename
    ... on PlaySession {
      slot {
        id
        mode
        governed
        expiresAt
      }
      slotToken
      reclaimedSlotId
      firstHeartbeatInSeconds
      resumePositionSeconds
      sources {
        ...Source
      }
      drm {
        system
        licenseUrl
        certificateUrl
      }
    }
    ... on Problem {
      message
    }
    ... on ConcurrencyLimitReached {
      limit
      occupied {
        id
        mode
        startedAt
        device {
          id
          name
        }
      }
    }
    ... on NotEntitled {
      missingTags
    }
    ... on GeoBlocked {
      country
    }
    ... on ParentalPinRequired {
      minimumAge
      attemptsLeft
    }
    ... on ContentUnavailable {
      availableFrom
      availableUntil
    }
    ... on DeviceNotRegistered {
      deviceId
    }
    ... on InvalidInput {
      field
    }
    ... on Throttled {
      retryAfterSeconds
    }
  }
}
    fragment Source on StreamSource {
  pathwayId
  protocol
  url
  tokenExpiresAt
}`) as unknown as TypedDocumentString<StartPlayoutMutation, StartPlayoutMutationVariables>;
export const HeartbeatDocument = new TypedDocumentString(`
    mutation Heartbeat($input: HeartbeatInput!) {
  heartbeat(input: $input) {
    directive
    reason
    nextHeartbeatInSeconds
    sources {
      ...Source
    }
  }
}
    fragment Source on StreamSource {
  pathwayId
  protocol
  url
  tokenExpiresAt
}`) as unknown as TypedDocumentString<HeartbeatMutation, HeartbeatMutationVariables>;
export const EndPlayoutDocument = new TypedDocumentString(`
    mutation EndPlayout($slotToken: String!, $sequence: Int!, $positionSeconds: Int) {
  endPlayout(
    slotToken: $slotToken
    sequence: $sequence
    positionSeconds: $positionSeconds
  )
}
    `) as unknown as TypedDocumentString<EndPlayoutMutation, EndPlayoutMutationVariables>;
export const StopPlayoutDocument = new TypedDocumentString(`
    mutation StopPlayout($slotId: ID!) {
  stopPlayout(slotId: $slotId)
}
    `) as unknown as TypedDocumentString<StopPlayoutMutation, StopPlayoutMutationVariables>;
export const ConcurrencyChangedDocument = new TypedDocumentString(`
    subscription ConcurrencyChanged {
  concurrencyChanged {
    id
    limit
    inUse
    version
    slots {
      id
      mode
      state
      startedAt
    }
  }
}
    `) as unknown as TypedDocumentString<ConcurrencyChangedSubscription, ConcurrencyChangedSubscriptionVariables>;
export const SendRemoteCommandDocument = new TypedDocumentString(`
    mutation SendRemoteCommand($input: RemoteCommandInput!) {
  sendRemoteCommand(input: $input) {
    __typename
    ... on RemoteCommand {
      id
      expiresAt
    }
    ... on Problem {
      message
    }
    ... on DeviceNotRegistered {
      deviceId
    }
    ... on InvalidInput {
      field
    }
  }
}
    `) as unknown as TypedDocumentString<SendRemoteCommandMutation, SendRemoteCommandMutationVariables>;
export const RemoteCommandsDocument = new TypedDocumentString(`
    subscription RemoteCommands($deviceId: ID!) {
  remoteCommands(deviceId: $deviceId) {
    id
    kind
    reason
    positionSeconds
    issuedAt
    expiresAt
    content {
      __typename
      id
    }
    recording {
      id
    }
    fromDevice {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<RemoteCommandsSubscription, RemoteCommandsSubscriptionVariables>;