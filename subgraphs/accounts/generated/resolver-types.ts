import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Account as AccountModel } from '../domain/account.js';
import type { Profile as ProfileModel } from '../domain/profile.js';
import type { Device as DeviceModel } from '../domain/device.js';
import type { Product as ProductModel } from '../domain/product.js';
import type { Entitlement as EntitlementModel } from '../domain/entitlement.js';
import type { Session as SessionModel } from '../domain/session.js';
import type { DataExport as DataExportModel } from '../domain/data-export.js';
import type { AccountsContext } from '../context.js';
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

/** Whether the viewer may watch something. */
export type Access = {
  readonly __typename?: 'Access';
  /** True when it may be watched now. */
  readonly entitled: Scalars['Boolean']['output'];
  /** Products that would unlock it; empty where it is open. */
  readonly offers: ReadonlyArray<Product>;
  /** Why, or why not. */
  readonly reason: AccessReason;
  /** When the entitlement that opens it ends; null where none is needed or held, and while a payment for it is awaited. */
  readonly validUntil?: Maybe<Scalars['DateTime']['output']>;
};

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

/** A household: quota, slots, devices and products belong to it. */
export type Account = {
  readonly __typename?: 'Account';
  /** ISO 3166-1 alpha-2 country of residence. */
  readonly country: Scalars['String']['output'];
  /** When the household signed up. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Registered devices, in the order they were registered. */
  readonly devices: ReadonlyArray<Device>;
  /** The address that signs in. */
  readonly email: Scalars['String']['output'];
  /** True once a code that was sent to the address has come back. */
  readonly emailVerified: Scalars['Boolean']['output'];
  /** What the valid entitlements open, together. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Products held. */
  readonly entitlements: ReadonlyArray<Entitlement>;
  /** Opaque, prefixed `ac_`. */
  readonly id: Scalars['ID']['output'];
  /** One answer for a whole section of an app: true when the account holds any of the tags, or none is asked. */
  readonly isEntitled: Scalars['Boolean']['output'];
  /** What the valid products allow at most. */
  readonly limits: AccountLimits;
  /** One of the household's profiles; null where it has none of this id. */
  readonly profile?: Maybe<Profile>;
  /** The people of the household, in the order they were added. */
  readonly profiles: ReadonlyArray<Profile>;
};


/** A household: quota, slots, devices and products belong to it. */
export type AccountEntitlementsArgs = {
  activeOnly?: InputMaybe<Scalars['Boolean']['input']>;
};


/** A household: quota, slots, devices and products belong to it. */
export type AccountIsEntitledArgs = {
  tags: ReadonlyArray<Scalars['String']['input']>;
};


/** A household: quota, slots, devices and products belong to it. */
export type AccountProfileArgs = {
  id: Scalars['ID']['input'];
};

/** The highest of each over the valid products (they do not add up); a household without one gets the configured minimum. */
export type AccountLimits = {
  readonly __typename?: 'AccountLimits';
  /** Streams at the same time. */
  readonly concurrentStreams: Scalars['Int']['output'];
  /** Registered devices. */
  readonly devices: Scalars['Int']['output'];
  /** Seconds of recordings kept. */
  readonly recordingSeconds: Scalars['Int']['output'];
};

/** A section of an app, as far as accounts know it. */
export type Collection = {
  readonly __typename?: 'Collection';
  /** Whether the viewer may watch what is in it, and why not; null while that cannot be told. */
  readonly access?: Maybe<Access>;
  /** From the catalog. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Opaque, prefixed `co_`. */
  readonly id: Scalars['ID']['output'];
};

/** What a person lets be done with what is known of them; nothing until they say so. */
export type Consent = {
  readonly __typename?: 'Consent';
  /** Advertising by interests. */
  readonly advertising: Scalars['Boolean']['output'];
  /** Measuring what is watched. */
  readonly insights: Scalars['Boolean']['output'];
  /** Suggestions from what was watched. */
  readonly personalisation: Scalars['Boolean']['output'];
};

/** Anything that can be watched, as far as accounts know it. */
export type Content = {
  readonly __typename?: 'Content';
  /** Whether the viewer may watch it, and why not; null while that cannot be told. */
  readonly access?: Maybe<Access>;
  /** From the catalog. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Opaque, prefixed by kind. */
  readonly id: Scalars['ID']['output'];
};

/** Everything that is stored about the household, gathered from every service. */
export type DataExport = {
  readonly __typename?: 'DataExport';
  /** Opaque, prefixed `exp_`. */
  readonly id: Scalars['ID']['output'];
  /** Services that have not brought their part yet; they will once they are up. */
  readonly missingParts: ReadonlyArray<Scalars['String']['output']>;
  /** When it was asked for. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** How far it is. */
  readonly status: DataExportStatus;
  /** JSON to download, once it is READY; signed, good for an hour, and new each time that it is asked for. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

/** What came of asking for an export. */
export type DataExportResult = DataExport | Throttled;

/** How far an export is. */
export type DataExportStatus =
  /** It is gone: ask for another. */
  | 'EXPIRED'
  /** Parts are missing. */
  | 'GATHERING'
  /** All is there, until seven days after it was asked for. */
  | 'READY';

/** Something that plays, registered with one household. */
export type Device = {
  readonly __typename?: 'Device';
  /** What kind of device it is. */
  readonly family: DeviceFamily;
  /** Opaque, prefixed `dev_`. */
  readonly id: Scalars['ID']['output'];
  /** When it last signed in or refreshed its session. */
  readonly lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** The name its owner gave it. */
  readonly name: Scalars['String']['output'];
  /** When it was registered. */
  readonly registeredAt: Scalars['DateTime']['output'];
};

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
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** The name its owner gives it, 1..100 characters. */
  readonly name: Scalars['String']['input'];
};

/** The household has as many devices as its products allow. */
export type DeviceLimitReached = Problem & {
  readonly __typename?: 'DeviceLimitReached';
  /** Devices allowed. */
  readonly limit: Scalars['Int']['output'];
  /** How many are allowed. */
  readonly message: Scalars['String']['output'];
};

/** What a television shows until a phone approves (RFC 8628). */
export type DevicePairing = {
  readonly __typename?: 'DevicePairing';
  /** The television's secret: it polls with it, and shows it to nobody. */
  readonly deviceCode: Scalars['String']['output'];
  /** Until when. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** How often to poll, in seconds. */
  readonly intervalSeconds: Scalars['Int']['output'];
  /** What the television shows: eight letters without look-alikes, such as `WDJB-MJHT`. */
  readonly userCode: Scalars['String']['output'];
  /** Where it is typed in. */
  readonly verificationUri: Scalars['String']['output'];
};

/** The device, or why nothing was changed. */
export type DeviceResult = Device | DeviceLimitReached | InvalidInput;

/** A household with this address exists. */
export type EmailTaken = Problem & {
  readonly __typename?: 'EmailTaken';
  /** What to do instead. */
  readonly message: Scalars['String']['output'];
};

/** One row per account and product. A renewal moves `validUntil`; it never adds a row. */
export type Entitlement = {
  readonly __typename?: 'Entitlement';
  /** Opaque, prefixed `en_`. */
  readonly id: Scalars['ID']['output'];
  /** What is held. */
  readonly product: Product;
  /** How often it was extended. */
  readonly renewals: Scalars['Int']['output'];
  /** Whether it opens anything now, and why not. */
  readonly status: EntitlementStatus;
  /** When it was first bought. */
  readonly validFrom: Scalars['DateTime']['output'];
  /** When it ends, exclusive. */
  readonly validUntil: Scalars['DateTime']['output'];
};

/** What the household now holds, or why nothing was changed. */
export type EntitlementResult = Entitlement | IdempotencyConflict | InvalidInput | NotFound | PaymentDeclined;

/** Where an entitlement stands. */
export type EntitlementStatus =
  /** Valid. */
  | 'ACTIVE'
  /** Valid until its period ends; will not renew. */
  | 'CANCELLED'
  /** Not valid: its period is over. */
  | 'EXPIRED'
  /** Past its period and still valid while a payment is awaited. */
  | 'GRACE'
  /** Not valid: taken away for now by billing. */
  | 'SUSPENDED';

/** The key was used before, with other arguments. */
export type IdempotencyConflict = Problem & {
  readonly __typename?: 'IdempotencyConflict';
  /** What to do instead. */
  readonly message: Scalars['String']['output'];
};

/** The address, the password or the refresh token is wrong; which one is not told. */
export type InvalidCredentials = Problem & {
  readonly __typename?: 'InvalidCredentials';
  /** The same whatever was wrong. */
  readonly message: Scalars['String']['output'];
};

/** An argument breaks a rule; nothing was changed. */
export type InvalidInput = Problem & {
  readonly __typename?: 'InvalidInput';
  /** The field that breaks it. */
  readonly field?: Maybe<Scalars['String']['output']>;
  /** Which rule, and what it got. */
  readonly message: Scalars['String']['output'];
};

/** An amount in one currency. */
export type Money = {
  readonly __typename?: 'Money';
  /** In the currency's smallest unit (cents). */
  readonly amountMinor: Scalars['Int']['output'];
  /** ISO 4217 */
  readonly currency: Scalars['String']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * A phone lets the device of this code in: it is registered with the household, until the code expires where it never
   * fetches its session. Not from a profile with an age limit.
   */
  readonly approveDevicePairing: DeviceResult;
  /** Ends the renewal: it runs to the end of its period. One that is suspended stays so. */
  readonly cancelEntitlement: EntitlementResult;
  /**
   * A new password for the old one. This session goes on with new tokens; all others end. A household has five tries of its
   * password in 15 minutes, here and in `deleteAccount`.
   */
  readonly changePassword: PasswordResult;
  /** Adds a person to the household, which has at most ten. Not from a profile with an age limit. */
  readonly createProfile: ProfileResult;
  /**
   * Erases the household in every service (GDPR article 17), for good; its sessions end at once. False where the password
   * is wrong or was tried too often: five times in 15 minutes, here and in `changePassword`.
   */
  readonly deleteAccount: Scalars['Boolean']['output'];
  /** Removes a person with what belongs to them. False for the last profile, and from one with an age limit. */
  readonly deleteProfile: Scalars['Boolean']['output'];
  /**
   * The device asks whether it was let in; its session is given out once. One that still asks forty seconds after that has
   * lost it: it is removed from the household, and begins anew.
   */
  readonly pollDevicePairing: PairingResult;
  /** Buys or renews: a period from now, or behind the one that runs. The same idempotency key never charges or extends twice. */
  readonly purchase: EntitlementResult;
  /**
   * A new session for an old one. The refresh token works once; a client that lost the answer may send it again within
   * seconds (10, where the operator says nothing else). Used again later it ends every session that came from it.
   */
  readonly refreshSession: SignInResult;
  /** Adds a device to the household, or renames one that it has. */
  readonly registerDevice: DeviceResult;
  /** Takes a device away: its sessions end, and so does what it plays. */
  readonly removeDevice: DeviceResult;
  /** Everything stored about the household, as JSON (GDPR articles 15 and 20). Once a day. */
  readonly requestDataExport: DataExportResult;
  /** Sends a code to the address if a household has it. True whether or not one does; three mails an hour. */
  readonly requestPasswordReset: Scalars['Boolean']['output'];
  /** A new password for a code from a mail, which works once and for an hour. All sessions end, and a new one begins. */
  readonly resetPassword: PasswordResult;
  /**
   * A session bound to a profile; a profile without limits asks for its PIN where one is set. A household has five tries of
   * PINs in 15 minutes, here and where one starts what is above a limit.
   */
  readonly selectProfile: SignInResult;
  /** Billing systems renew, suspend and resume here. */
  readonly setEntitlement: EntitlementResult;
  /** `device` registers or re-uses the device that signs in; the token is bound to it. */
  readonly signIn: SignInResult;
  /** Ends this session, or all of the household's: their access and refresh tokens are worth nothing from now on. */
  readonly signOut: Scalars['Boolean']['output'];
  /** Creates a household and signs it in. */
  readonly signUp: SignUpResult;
  /** A television asks to be let in; it needs no keyboard. A hundred of one network address in ten minutes. */
  readonly startDevicePairing: DevicePairing;
  /** Changes a profile. Not from a profile with an age limit. */
  readonly updateProfile: ProfileResult;
  /** Puts a product on sale, or replaces it. Whoever holds it has what it gives at once, and is told where that is something else. */
  readonly upsertProduct: Product;
  /** The code from the mail that follows a sign-up, which works once and for three days; false for any other. */
  readonly verifyEmail: Scalars['Boolean']['output'];
};


export type MutationApproveDevicePairingArgs = {
  userCode: Scalars['String']['input'];
};


export type MutationCancelEntitlementArgs = {
  id: Scalars['ID']['input'];
};


export type MutationChangePasswordArgs = {
  current: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
};


export type MutationCreateProfileArgs = {
  input: ProfileInput;
};


export type MutationDeleteAccountArgs = {
  password: Scalars['String']['input'];
};


export type MutationDeleteProfileArgs = {
  id: Scalars['ID']['input'];
};


export type MutationPollDevicePairingArgs = {
  deviceCode: Scalars['String']['input'];
};


export type MutationPurchaseArgs = {
  idempotencyKey: Scalars['ID']['input'];
  productId: Scalars['ID']['input'];
};


export type MutationRefreshSessionArgs = {
  refreshToken: Scalars['String']['input'];
};


export type MutationRegisterDeviceArgs = {
  input: DeviceInput;
};


export type MutationRemoveDeviceArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRequestPasswordResetArgs = {
  email: Scalars['String']['input'];
};


export type MutationResetPasswordArgs = {
  code: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
};


export type MutationSelectProfileArgs = {
  id: Scalars['ID']['input'];
  pin?: InputMaybe<Scalars['String']['input']>;
};


export type MutationSetEntitlementArgs = {
  accountId: Scalars['ID']['input'];
  idempotencyKey: Scalars['ID']['input'];
  productId: Scalars['ID']['input'];
  status?: InputMaybe<EntitlementStatus>;
  validUntil: Scalars['DateTime']['input'];
};


export type MutationSignInArgs = {
  device?: InputMaybe<DeviceInput>;
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


export type MutationSignOutArgs = {
  everywhere?: InputMaybe<Scalars['Boolean']['input']>;
};


export type MutationSignUpArgs = {
  country: Scalars['String']['input'];
  device?: InputMaybe<DeviceInput>;
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


export type MutationStartDevicePairingArgs = {
  device: DeviceInput;
};


export type MutationUpdateProfileArgs = {
  id: Scalars['ID']['input'];
  patch: ProfilePatch;
};


export type MutationUpsertProductArgs = {
  input: ProductInput;
};


export type MutationVerifyEmailArgs = {
  code: Scalars['String']['input'];
};

/** It does not exist, or not for this household. */
export type NotFound = Problem & {
  readonly __typename?: 'NotFound';
  /** What was looked for. */
  readonly message: Scalars['String']['output'];
};

/** The code has expired, or its session was given out. */
export type PairingExpired = Problem & {
  readonly __typename?: 'PairingExpired';
  /** What to do. */
  readonly message: Scalars['String']['output'];
};

/** Nobody has let the device in yet. */
export type PairingPending = Problem & {
  readonly __typename?: 'PairingPending';
  /** When to ask again, in seconds. */
  readonly intervalSeconds: Scalars['Int']['output'];
  /** What to do. */
  readonly message: Scalars['String']['output'];
};

/** The television's session, once; or why there is none yet. */
export type PairingResult = DeviceLimitReached | PairingExpired | PairingPending | Session | Throttled;

/** What came of a new password. */
export type PasswordResult = InvalidCredentials | InvalidInput | Session | Throttled;

/** The payment was declined; nothing was charged or extended. */
export type PaymentDeclined = Problem & {
  readonly __typename?: 'PaymentDeclined';
  /** Why, as far as it may be told. */
  readonly message: Scalars['String']['output'];
};

/** A device that waits to be let in, as a phone shows it before it approves. */
export type PendingDevice = {
  readonly __typename?: 'PendingDevice';
  /** What kind of device it says it is. */
  readonly family: DeviceFamily;
  /** As the device calls itself. */
  readonly name: Scalars['String']['output'];
  /** When it asked. */
  readonly requestedAt: Scalars['DateTime']['output'];
};

/** Why something that was asked for did not happen. */
export type Problem = {
  /** One sentence: which rule, and what it got. */
  readonly message: Scalars['String']['output'];
};

/** Something a household can buy. */
export type Product = {
  readonly __typename?: 'Product';
  /** Streams at the same time. */
  readonly concurrentStreams: Scalars['Int']['output'];
  /** What is in it. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Devices that may be registered. */
  readonly devices: Scalars['Int']['output'];
  /** What it opens. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Chosen by the operator, such as `basic`. */
  readonly id: Scalars['ID']['output'];
  /** The name shown. */
  readonly name: Scalars['String']['output'];
  /** ISO 8601 duration, P1D for a day pass, P1M for a month. */
  readonly period: Scalars['String']['output'];
  /** What one period costs. */
  readonly price: Money;
  /** Seconds of recordings that may be kept. */
  readonly recordingSeconds: Scalars['Int']['output'];
  /** True when it goes on by itself at the end of a period. */
  readonly renews: Scalars['Boolean']['output'];
};

/** What is on sale, whole: what is left out of an update is no longer there. */
export type ProductInput = {
  /** What one period costs, in the currency's smallest unit (cents). */
  readonly amountMinor: Scalars['Int']['input'];
  /** Streams at the same time, 1..50. */
  readonly concurrentStreams: Scalars['Int']['input'];
  /** ISO 4217 */
  readonly currency: Scalars['String']['input'];
  /** What is in it, at most 1,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Devices that may be registered, 1..100. */
  readonly devices: Scalars['Int']['input'];
  /** What it opens, at most 50 tags. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['input']>;
  /** 1..60 lower-case letters, digits and hyphens; the product of this id is replaced. */
  readonly id: Scalars['ID']['input'];
  /** The name shown, 1..100 characters. */
  readonly name: Scalars['String']['input'];
  /** ISO 8601 duration of 1..999 whole days, weeks, months or years: P1D, P1M. */
  readonly period: Scalars['String']['input'];
  /** Seconds of recordings that may be kept. */
  readonly recordingSeconds: Scalars['Int']['input'];
  /** True when it goes on by itself at the end of a period. */
  readonly renews: Scalars['Boolean']['input'];
};

/** One person of a household. */
export type Profile = {
  readonly __typename?: 'Profile';
  /** What may be done with what is known of this person. */
  readonly consent: Consent;
  /** Whether a PIN is set: a profile without limits then asks for it. */
  readonly hasPin: Scalars['Boolean']['output'];
  /** Opaque, prefixed `pr_`. */
  readonly id: Scalars['ID']['output'];
  /** BCP 47 language of the profile, such as `en` or `de-AT`. */
  readonly language: Scalars['String']['output'];
  /** Highest age rating shown without the PIN; null = no limit. */
  readonly maximumAge?: Maybe<Scalars['Int']['output']>;
  /** The name shown. */
  readonly name: Scalars['String']['output'];
};

/** A person of the household. */
export type ProfileInput = {
  /** Advertising by interests; no when absent. */
  readonly advertising?: InputMaybe<Scalars['Boolean']['input']>;
  /** Measuring what is watched; no when absent. */
  readonly insights?: InputMaybe<Scalars['Boolean']['input']>;
  /** BCP 47, such as `en` or `de-AT`; `en` when absent. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
  /** Highest age rating shown without the PIN, 0..21; null = no limit. */
  readonly maximumAge?: InputMaybe<Scalars['Int']['input']>;
  /** The name shown, 1..50 characters. */
  readonly name: Scalars['String']['input'];
  /** Suggestions from what was watched; no when absent. */
  readonly personalisation?: InputMaybe<Scalars['Boolean']['input']>;
  /** 4..8 digits. */
  readonly pin?: InputMaybe<Scalars['String']['input']>;
};

/** Absent = keep; null = take away. */
export type ProfilePatch = {
  /** Advertising by interests. */
  readonly advertising?: InputMaybe<Scalars['Boolean']['input']>;
  /** Measuring what is watched. */
  readonly insights?: InputMaybe<Scalars['Boolean']['input']>;
  /** BCP 47, such as `en` or `de-AT`. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
  /** Highest age rating shown without the PIN, 0..21; null = no limit. */
  readonly maximumAge?: InputMaybe<Scalars['Int']['input']>;
  /** The name shown, 1..50 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Suggestions from what was watched. */
  readonly personalisation?: InputMaybe<Scalars['Boolean']['input']>;
  /** 4..8 digits. */
  readonly pin?: InputMaybe<Scalars['String']['input']>;
};

/** The profile, or why nothing was changed. */
export type ProfileResult = InvalidInput | Profile;

export type Query = {
  readonly __typename?: 'Query';
  /** An export of the household's own; null for any other id, and a month after it was asked for. */
  readonly dataExport?: Maybe<DataExport>;
  /** What a phone shows before it approves; null for a code that nothing waits under. */
  readonly pendingDevice?: Maybe<PendingDevice>;
  /** Everything on sale, by price. */
  readonly products?: Maybe<ReadonlyArray<Product>>;
  /** The signed-in household; null when anonymous. */
  readonly viewer?: Maybe<Account>;
};


export type QueryDataExportArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPendingDeviceArgs = {
  userCode: Scalars['String']['input'];
};

/** Something recorded, as far as accounts know it. */
export type Recording = {
  readonly __typename?: 'Recording';
  /** Whether the viewer may watch it, and why not; it stays also while they may not. Null while that cannot be told. */
  readonly access?: Maybe<Access>;
  /** From recordings: its channel's tags. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Opaque, prefixed `rec_`. */
  readonly id: Scalars['ID']['output'];
};

/** A signed-in session. `accessToken` is a short-lived JWT (EdDSA); the refresh token works once and rotates. */
export type Session = {
  readonly __typename?: 'Session';
  /** For the `Authorization: Bearer` header, 15 minutes. */
  readonly accessToken: Scalars['String']['output'];
  /** When it expires. */
  readonly accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** The household that signed in. */
  readonly account: Account;
  /** For `refreshSession` within 60 days; works once. */
  readonly refreshToken: Scalars['String']['output'];
};

/** A session, or why there is none. */
export type SignInResult = DeviceLimitReached | InvalidCredentials | Session | Throttled;

/** A new session, or why there is none. */
export type SignUpResult = EmailTaken | InvalidInput | Session | Throttled;

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** The household after each change of what it holds: bought, renewed, suspended, ended. The state at once. */
  readonly entitlementsChanged: Account;
};

/** Too many tries. */
export type Throttled = Problem & {
  readonly __typename?: 'Throttled';
  /** What is limited. */
  readonly message: Scalars['String']['output'];
  /** When to try again, in seconds. */
  readonly retryAfterSeconds: Scalars['Int']['output'];
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
  Account: Account;
  Collection: Collection;
  Content: Content;
  DataExport: DataExport;
  Device: Device;
  Entitlement: Entitlement;
  Product: Product;
  Profile: Profile;
  Recording: Recording;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Collection:
    ( { __typename: 'Collection' }
    & GraphQLRecursivePick<FederationTypes['Collection'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Collection'], {"entitlementTags":true}> ) );
  Content:
    ( { __typename: 'Content' }
    & GraphQLRecursivePick<FederationTypes['Content'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Content'], {"entitlementTags":true}> ) );
  DataExport:
    ( { __typename: 'DataExport' }
    & GraphQLRecursivePick<FederationTypes['DataExport'], {"id":true}> );
  Device:
    ( { __typename: 'Device' }
    & GraphQLRecursivePick<FederationTypes['Device'], {"id":true}> );
  Entitlement:
    ( { __typename: 'Entitlement' }
    & GraphQLRecursivePick<FederationTypes['Entitlement'], {"id":true}> );
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"id":true}> );
  Profile:
    ( { __typename: 'Profile' }
    & GraphQLRecursivePick<FederationTypes['Profile'], {"id":true}> );
  Recording:
    ( { __typename: 'Recording' }
    & GraphQLRecursivePick<FederationTypes['Recording'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Recording'], {"entitlementTags":true}> ) );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  DataExportResult:
    | ( DataExportModel )
    | ( Throttled )
  ;
  DeviceResult:
    | ( DeviceModel )
    | ( DeviceLimitReached )
    | ( InvalidInput )
  ;
  EntitlementResult:
    | ( EntitlementModel )
    | ( IdempotencyConflict )
    | ( InvalidInput )
    | ( NotFound )
    | ( PaymentDeclined )
  ;
  PairingResult:
    | ( DeviceLimitReached )
    | ( PairingExpired )
    | ( PairingPending )
    | ( SessionModel )
    | ( Throttled )
  ;
  PasswordResult:
    | ( InvalidCredentials )
    | ( InvalidInput )
    | ( SessionModel )
    | ( Throttled )
  ;
  ProfileResult:
    | ( InvalidInput )
    | ( ProfileModel )
  ;
  SignInResult:
    | ( DeviceLimitReached )
    | ( InvalidCredentials )
    | ( SessionModel )
    | ( Throttled )
  ;
  SignUpResult:
    | ( EmailTaken )
    | ( InvalidInput )
    | ( SessionModel )
    | ( Throttled )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( DeviceLimitReached )
    | ( EmailTaken )
    | ( IdempotencyConflict )
    | ( InvalidCredentials )
    | ( InvalidInput )
    | ( NotFound )
    | ( PairingExpired )
    | ( PairingPending )
    | ( PaymentDeclined )
    | ( Throttled )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Access: ResolverTypeWrapper<Omit<Access, 'offers'> & { offers: ReadonlyArray<ResolversTypes['Product']> }>;
  AccessReason: AccessReason;
  Account: ResolverTypeWrapper<AccountModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AccountLimits: ResolverTypeWrapper<AccountLimits>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Collection: ResolverTypeWrapper<Omit<Collection, 'access'> & { access?: Maybe<ResolversTypes['Access']> }>;
  Consent: ResolverTypeWrapper<Consent>;
  Content: ResolverTypeWrapper<Omit<Content, 'access'> & { access?: Maybe<ResolversTypes['Access']> }>;
  DataExport: ResolverTypeWrapper<DataExportModel>;
  DataExportResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DataExportResult']>;
  DataExportStatus: DataExportStatus;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Device: ResolverTypeWrapper<DeviceModel>;
  DeviceFamily: DeviceFamily;
  DeviceInput: DeviceInput;
  DeviceLimitReached: ResolverTypeWrapper<DeviceLimitReached>;
  DevicePairing: ResolverTypeWrapper<DevicePairing>;
  DeviceResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeviceResult']>;
  EmailTaken: ResolverTypeWrapper<EmailTaken>;
  Entitlement: ResolverTypeWrapper<EntitlementModel>;
  EntitlementResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EntitlementResult']>;
  EntitlementStatus: EntitlementStatus;
  IdempotencyConflict: ResolverTypeWrapper<IdempotencyConflict>;
  InvalidCredentials: ResolverTypeWrapper<InvalidCredentials>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NotFound: ResolverTypeWrapper<NotFound>;
  PairingExpired: ResolverTypeWrapper<PairingExpired>;
  PairingPending: ResolverTypeWrapper<PairingPending>;
  PairingResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PairingResult']>;
  PasswordResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PasswordResult']>;
  PaymentDeclined: ResolverTypeWrapper<PaymentDeclined>;
  PendingDevice: ResolverTypeWrapper<PendingDevice>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  Product: ResolverTypeWrapper<ProductModel>;
  ProductInput: ProductInput;
  Profile: ResolverTypeWrapper<ProfileModel>;
  ProfileInput: ProfileInput;
  ProfilePatch: ProfilePatch;
  ProfileResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ProfileResult']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Recording: ResolverTypeWrapper<Omit<Recording, 'access'> & { access?: Maybe<ResolversTypes['Access']> }>;
  Session: ResolverTypeWrapper<SessionModel>;
  SignInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignInResult']>;
  SignUpResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignUpResult']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Throttled: ResolverTypeWrapper<Throttled>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Access: Omit<Access, 'offers'> & { offers: ReadonlyArray<ResolversParentTypes['Product']> };
  Account: AccountModel;
  ID: Scalars['ID']['output'];
  AccountLimits: AccountLimits;
  Int: Scalars['Int']['output'];
  Collection: Omit<Collection, 'access'> & { access?: Maybe<ResolversParentTypes['Access']> } | FederationReferenceTypes['Collection'];
  Consent: Consent;
  Content: Omit<Content, 'access'> & { access?: Maybe<ResolversParentTypes['Access']> } | FederationReferenceTypes['Content'];
  DataExport: DataExportModel;
  DataExportResult: ResolversUnionTypes<ResolversParentTypes>['DataExportResult'];
  DateTime: Scalars['DateTime']['output'];
  Device: DeviceModel;
  DeviceInput: DeviceInput;
  DeviceLimitReached: DeviceLimitReached;
  DevicePairing: DevicePairing;
  DeviceResult: ResolversUnionTypes<ResolversParentTypes>['DeviceResult'];
  EmailTaken: EmailTaken;
  Entitlement: EntitlementModel;
  EntitlementResult: ResolversUnionTypes<ResolversParentTypes>['EntitlementResult'];
  IdempotencyConflict: IdempotencyConflict;
  InvalidCredentials: InvalidCredentials;
  InvalidInput: InvalidInput;
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  NotFound: NotFound;
  PairingExpired: PairingExpired;
  PairingPending: PairingPending;
  PairingResult: ResolversUnionTypes<ResolversParentTypes>['PairingResult'];
  PasswordResult: ResolversUnionTypes<ResolversParentTypes>['PasswordResult'];
  PaymentDeclined: PaymentDeclined;
  PendingDevice: PendingDevice;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Product: ProductModel;
  ProductInput: ProductInput;
  Profile: ProfileModel;
  ProfileInput: ProfileInput;
  ProfilePatch: ProfilePatch;
  ProfileResult: ResolversUnionTypes<ResolversParentTypes>['ProfileResult'];
  Query: Record<PropertyKey, never>;
  Recording: Omit<Recording, 'access'> & { access?: Maybe<ResolversParentTypes['Access']> } | FederationReferenceTypes['Recording'];
  Session: SessionModel;
  SignInResult: ResolversUnionTypes<ResolversParentTypes>['SignInResult'];
  SignUpResult: ResolversUnionTypes<ResolversParentTypes>['SignUpResult'];
  Subscription: Record<PropertyKey, never>;
  Throttled: Throttled;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type EventDirectiveArgs = {
  channel: Scalars['String']['input'];
  each?: Scalars['Boolean']['input'];
  filter?: Maybe<Scalars['String']['input']>;
  initial?: Maybe<Scalars['String']['input']>;
  own?: Maybe<Scalars['String']['input']>;
  reread?: Scalars['Boolean']['input'];
  scope: Scalars['String']['input'];
  snapshot?: Maybe<Scalars['String']['input']>;
  until?: Maybe<Scalars['String']['input']>;
};

export type EventDirectiveResolver<Result, Parent, ContextType = AccountsContext, Args = EventDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccessResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Access'] = ResolversParentTypes['Access']> = {
  entitled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  offers?: Resolver<ReadonlyArray<ResolversTypes['Product']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['AccessReason'], ParentType, ContextType>;
  validUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type AccountResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  country?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  devices?: Resolver<ReadonlyArray<ResolversTypes['Device']>, ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  emailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  entitlements?: Resolver<ReadonlyArray<ResolversTypes['Entitlement']>, ParentType, ContextType, RequireFields<AccountEntitlementsArgs, 'activeOnly'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEntitled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<AccountIsEntitledArgs, 'tags'>>;
  limits?: Resolver<ResolversTypes['AccountLimits'], ParentType, ContextType>;
  profile?: Resolver<Maybe<ResolversTypes['Profile']>, ParentType, ContextType, RequireFields<AccountProfileArgs, 'id'>>;
  profiles?: Resolver<ReadonlyArray<ResolversTypes['Profile']>, ParentType, ContextType>;
};

export type AccountLimitsResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['AccountLimits'] = ResolversParentTypes['AccountLimits']> = {
  concurrentStreams?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  devices?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recordingSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CollectionResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Collection'] = ResolversParentTypes['Collection'], FederationReferenceType extends FederationReferenceTypes['Collection'] = FederationReferenceTypes['Collection']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Collection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  access?: Resolver<Maybe<ResolversTypes['Access']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ConsentResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Consent'] = ResolversParentTypes['Consent']> = {
  advertising?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  insights?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  personalisation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ContentResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Content'] = ResolversParentTypes['Content'], FederationReferenceType extends FederationReferenceTypes['Content'] = FederationReferenceTypes['Content']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Content']> | FederationReferenceType, FederationReferenceType, ContextType>;
  access?: Resolver<Maybe<ResolversTypes['Access']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type DataExportResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['DataExport'] = ResolversParentTypes['DataExport'], FederationReferenceType extends FederationReferenceTypes['DataExport'] = FederationReferenceTypes['DataExport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DataExport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  missingParts?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DataExportStatus'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DataExportResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['DataExportResult'] = ResolversParentTypes['DataExportResult']> = {
  __resolveType: TypeResolveFn<'DataExport' | 'Throttled', ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeviceResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Device'] = ResolversParentTypes['Device'], FederationReferenceType extends FederationReferenceTypes['Device'] = FederationReferenceTypes['Device']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Device']> | FederationReferenceType, FederationReferenceType, ContextType>;
  family?: Resolver<ResolversTypes['DeviceFamily'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  registeredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceLimitReachedResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['DeviceLimitReached'] = ResolversParentTypes['DeviceLimitReached']> = {
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DevicePairingResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['DevicePairing'] = ResolversParentTypes['DevicePairing']> = {
  deviceCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  intervalSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verificationUri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DeviceResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['DeviceResult'] = ResolversParentTypes['DeviceResult']> = {
  __resolveType: TypeResolveFn<'Device' | 'DeviceLimitReached' | 'InvalidInput', ParentType, ContextType>;
};

export type EmailTakenResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['EmailTaken'] = ResolversParentTypes['EmailTaken']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EntitlementResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Entitlement'] = ResolversParentTypes['Entitlement'], FederationReferenceType extends FederationReferenceTypes['Entitlement'] = FederationReferenceTypes['Entitlement']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Entitlement']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  renewals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EntitlementStatus'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  validUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EntitlementResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['EntitlementResult'] = ResolversParentTypes['EntitlementResult']> = {
  __resolveType: TypeResolveFn<'Entitlement' | 'IdempotencyConflict' | 'InvalidInput' | 'NotFound' | 'PaymentDeclined', ParentType, ContextType>;
};

export type IdempotencyConflictResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['IdempotencyConflict'] = ResolversParentTypes['IdempotencyConflict']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidCredentialsResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['InvalidCredentials'] = ResolversParentTypes['InvalidCredentials']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amountMinor?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  approveDevicePairing?: Resolver<ResolversTypes['DeviceResult'], ParentType, ContextType, RequireFields<MutationApproveDevicePairingArgs, 'userCode'>>;
  cancelEntitlement?: Resolver<ResolversTypes['EntitlementResult'], ParentType, ContextType, RequireFields<MutationCancelEntitlementArgs, 'id'>>;
  changePassword?: Resolver<ResolversTypes['PasswordResult'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'current' | 'newPassword'>>;
  createProfile?: Resolver<ResolversTypes['ProfileResult'], ParentType, ContextType, RequireFields<MutationCreateProfileArgs, 'input'>>;
  deleteAccount?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDeleteAccountArgs, 'password'>>;
  deleteProfile?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDeleteProfileArgs, 'id'>>;
  pollDevicePairing?: Resolver<ResolversTypes['PairingResult'], ParentType, ContextType, RequireFields<MutationPollDevicePairingArgs, 'deviceCode'>>;
  purchase?: Resolver<ResolversTypes['EntitlementResult'], ParentType, ContextType, RequireFields<MutationPurchaseArgs, 'idempotencyKey' | 'productId'>>;
  refreshSession?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'refreshToken'>>;
  registerDevice?: Resolver<ResolversTypes['DeviceResult'], ParentType, ContextType, RequireFields<MutationRegisterDeviceArgs, 'input'>>;
  removeDevice?: Resolver<ResolversTypes['DeviceResult'], ParentType, ContextType, RequireFields<MutationRemoveDeviceArgs, 'id'>>;
  requestDataExport?: Resolver<ResolversTypes['DataExportResult'], ParentType, ContextType>;
  requestPasswordReset?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'email'>>;
  resetPassword?: Resolver<ResolversTypes['PasswordResult'], ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'code' | 'newPassword'>>;
  selectProfile?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationSelectProfileArgs, 'id'>>;
  setEntitlement?: Resolver<ResolversTypes['EntitlementResult'], ParentType, ContextType, RequireFields<MutationSetEntitlementArgs, 'accountId' | 'idempotencyKey' | 'productId' | 'status' | 'validUntil'>>;
  signIn?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'email' | 'password'>>;
  signOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'everywhere'>>;
  signUp?: Resolver<ResolversTypes['SignUpResult'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'country' | 'email' | 'password'>>;
  startDevicePairing?: Resolver<ResolversTypes['DevicePairing'], ParentType, ContextType, RequireFields<MutationStartDevicePairingArgs, 'device'>>;
  updateProfile?: Resolver<ResolversTypes['ProfileResult'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'id' | 'patch'>>;
  upsertProduct?: Resolver<ResolversTypes['Product'], ParentType, ContextType, RequireFields<MutationUpsertProductArgs, 'input'>>;
  verifyEmail?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'code'>>;
};

export type NotFoundResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PairingExpiredResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['PairingExpired'] = ResolversParentTypes['PairingExpired']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PairingPendingResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['PairingPending'] = ResolversParentTypes['PairingPending']> = {
  intervalSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PairingResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['PairingResult'] = ResolversParentTypes['PairingResult']> = {
  __resolveType: TypeResolveFn<'DeviceLimitReached' | 'PairingExpired' | 'PairingPending' | 'Session' | 'Throttled', ParentType, ContextType>;
};

export type PasswordResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['PasswordResult'] = ResolversParentTypes['PasswordResult']> = {
  __resolveType: TypeResolveFn<'InvalidCredentials' | 'InvalidInput' | 'Session' | 'Throttled', ParentType, ContextType>;
};

export type PaymentDeclinedResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['PaymentDeclined'] = ResolversParentTypes['PaymentDeclined']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PendingDeviceResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['PendingDevice'] = ResolversParentTypes['PendingDevice']> = {
  family?: Resolver<ResolversTypes['DeviceFamily'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'DeviceLimitReached' | 'EmailTaken' | 'IdempotencyConflict' | 'InvalidCredentials' | 'InvalidInput' | 'NotFound' | 'PairingExpired' | 'PairingPending' | 'PaymentDeclined' | 'Throttled', ParentType, ContextType>;
};

export type ProductResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  concurrentStreams?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  devices?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  period?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  recordingSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  renews?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProfileResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Profile'] = ResolversParentTypes['Profile'], FederationReferenceType extends FederationReferenceTypes['Profile'] = FederationReferenceTypes['Profile']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Profile']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType>;
  hasPin?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  maximumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProfileResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['ProfileResult'] = ResolversParentTypes['ProfileResult']> = {
  __resolveType: TypeResolveFn<'InvalidInput' | 'Profile', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  dataExport?: Resolver<Maybe<ResolversTypes['DataExport']>, ParentType, ContextType, RequireFields<QueryDataExportArgs, 'id'>>;
  pendingDevice?: Resolver<Maybe<ResolversTypes['PendingDevice']>, ParentType, ContextType, RequireFields<QueryPendingDeviceArgs, 'userCode'>>;
  products?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Product']>>, ParentType, ContextType>;
  viewer?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
};

export type RecordingResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Recording'] = ResolversParentTypes['Recording'], FederationReferenceType extends FederationReferenceTypes['Recording'] = FederationReferenceTypes['Recording']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Recording']> | FederationReferenceType, FederationReferenceType, ContextType>;
  access?: Resolver<Maybe<ResolversTypes['Access']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignInResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['SignInResult'] = ResolversParentTypes['SignInResult']> = {
  __resolveType: TypeResolveFn<'DeviceLimitReached' | 'InvalidCredentials' | 'Session' | 'Throttled', ParentType, ContextType>;
};

export type SignUpResultResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['SignUpResult'] = ResolversParentTypes['SignUpResult']> = {
  __resolveType: TypeResolveFn<'EmailTaken' | 'InvalidInput' | 'Session' | 'Throttled', ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  entitlementsChanged?: SubscriptionResolver<ResolversTypes['Account'], "entitlementsChanged", ParentType, ContextType>;
};

export type ThrottledResolvers<ContextType = AccountsContext, ParentType extends ResolversParentTypes['Throttled'] = ResolversParentTypes['Throttled']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = AccountsContext> = {
  Access?: AccessResolvers<ContextType>;
  Account?: AccountResolvers<ContextType>;
  AccountLimits?: AccountLimitsResolvers<ContextType>;
  Collection?: CollectionResolvers<ContextType>;
  Consent?: ConsentResolvers<ContextType>;
  Content?: ContentResolvers<ContextType>;
  DataExport?: DataExportResolvers<ContextType>;
  DataExportResult?: DataExportResultResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Device?: DeviceResolvers<ContextType>;
  DeviceLimitReached?: DeviceLimitReachedResolvers<ContextType>;
  DevicePairing?: DevicePairingResolvers<ContextType>;
  DeviceResult?: DeviceResultResolvers<ContextType>;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  Entitlement?: EntitlementResolvers<ContextType>;
  EntitlementResult?: EntitlementResultResolvers<ContextType>;
  IdempotencyConflict?: IdempotencyConflictResolvers<ContextType>;
  InvalidCredentials?: InvalidCredentialsResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  PairingExpired?: PairingExpiredResolvers<ContextType>;
  PairingPending?: PairingPendingResolvers<ContextType>;
  PairingResult?: PairingResultResolvers<ContextType>;
  PasswordResult?: PasswordResultResolvers<ContextType>;
  PaymentDeclined?: PaymentDeclinedResolvers<ContextType>;
  PendingDevice?: PendingDeviceResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  Profile?: ProfileResolvers<ContextType>;
  ProfileResult?: ProfileResultResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Recording?: RecordingResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SignInResult?: SignInResultResolvers<ContextType>;
  SignUpResult?: SignUpResultResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Throttled?: ThrottledResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = AccountsContext> = {
  event?: EventDirectiveResolver<any, any, ContextType>;
};
