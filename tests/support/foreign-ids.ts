import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";

/** What a household has that another one may know the ids of. */
export interface Household {
  readonly token: string;
  readonly accountId: string;
  readonly deviceId: string;
  readonly profileId: string;
  readonly entitlementId: string;
  readonly exportId: string;
  readonly recordingId: string;
  readonly ruleId: string;
  readonly slotId: string;
}

/** Contents that everybody may know the ids of. */
export interface Known {
  readonly channel: string;
  readonly broadcast: string;
  readonly movie: string;
  readonly series: string;
  readonly episode: string;
}

/** Every place in the schema that takes an id, as `Type.field(argument).path`. */
export function idArguments(schema: GraphQLSchema): string[] {
  const found: string[] = [];
  const note = (type: GraphQLInputType, path: string, within: readonly string[]) => {
    const named = getNamedType(type);
    if (named.name === "ID") found.push(path);
    if (!isInputObjectType(named) || within.includes(named.name)) return;
    for (const field of Object.values(named.getFields()))
      note(field.type, `${path}.${field.name}`, [...within, named.name]);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields()))
      for (const { name, type: argument } of field.args)
        note(argument, `${type.name}.${field.name}(${name})`, []);
  }
  return found.sort();
}

/** A place that takes an id of a household's: how it is asked with `$id`, which id it gets, and what it answers another. */
export interface Case {
  readonly at: string;
  readonly operation: string;
  readonly id: Exclude<keyof Household, "token">;
  /** A code of an error, a type, or a value. */
  readonly answer: unknown;
}

const query = (at: string, field: string, id: Case["id"], answer: unknown): Case => ({
  at,
  id,
  answer,
  operation: `query ($id: ID!) { it: ${field} }`,
});
const mutation = (
  at: string,
  args: string,
  id: Case["id"],
  answer: unknown,
  selection = "{ __typename }",
): Case => {
  const field = /^Mutation\.(\w+)/.exec(at)?.[1] ?? "";
  return { at, id, answer, operation: `mutation ($id: ID!) { it: ${field}(${args}) ${selection} }` };
};

const DEVICE = `{ id: $id, name: "X", family: TV }`;
const input = (fields: string) => `input: { ${fields} }`;
const playing = (fields: string) => input(`clientRequestId: "2", ${fields}`);

/** Fields of anything that can be watched, for one of the household's people. */
const contentFields = (type: string, id: string): Case[] =>
  Object.entries({ bookmark: "{ id }", inWatchlist: "" }).map(([field, selection]) =>
    query(
      `${type}.${field}(profileId)`,
      `content(id: "${id}") { ... on ${type} { ${field}(profileId: $id) ${selection} } }`,
      "profileId",
      { [field]: null },
    ),
  );

/** All of them, for a household that tries them: `mine` are its own ids, `known` what everybody may know. */
export function foreignIdCases(mine: Household, known: Known): readonly Case[] {
  return [
    ...readCases(mine, known),
    ...ACCOUNT_CASES,
    ...playbackCases(mine, known),
    ...RECORDING_CASES,
    ...viewingCases(known),
  ];
}

function readCases(mine: Household, known: Known): readonly Case[] {
  return [
    query("Query.dataExport(id)", "dataExport(id: $id) { id }", "exportId", null),
    query("Query.recording(id)", "recording(id: $id) { id }", "recordingId", null),
    query("Account.profile(id)", "viewer { profile(id: $id) { id } }", "profileId", { profile: null }),
    ...contentFields("Content", known.channel),
    ...contentFields("Channel", known.channel),
    ...contentFields("Broadcast", known.broadcast),
    ...contentFields("Movie", known.movie),
    ...contentFields("Series", known.series),
    ...contentFields("Episode", known.episode),
    query(
      "Recording.bookmark(profileId)",
      `recording(id: "${mine.recordingId}") { bookmark(profileId: $id) { id } }`,
      "profileId",
      { bookmark: null },
    ),
  ];
}

const ACCOUNT_CASES: readonly Case[] = [
  mutation("Mutation.selectProfile(id)", "id: $id", "profileId", "InvalidCredentials"),
  mutation("Mutation.updateProfile(id)", `id: $id, patch: { name: "X" }`, "profileId", "InvalidInput"),
  mutation("Mutation.deleteProfile(id)", "id: $id", "profileId", false, ""),
  mutation("Mutation.removeDevice(id)", "id: $id", "deviceId", "InvalidInput"),
  mutation("Mutation.cancelEntitlement(id)", "id: $id", "entitlementId", "NotFound"),
  // Whoever presents another's device has a new one; what answers is told by what the other still has.
  mutation("Mutation.registerDevice(input).id", `input: ${DEVICE}`, "deviceId", "Device"),
  mutation(
    "Mutation.signUp(device).id",
    `email: "new@example.org", password: "correct horse", country: "NZ", device: ${DEVICE}`,
    "deviceId",
    "Session",
  ),
  mutation(
    "Mutation.signIn(device).id",
    `email: "mine@example.org", password: "correct horse", device: ${DEVICE}`,
    "deviceId",
    "Session",
  ),
  mutation("Mutation.startDevicePairing(device).id", `device: ${DEVICE}`, "deviceId", "DevicePairing"),
  // Billing alone may name a household.
  mutation(
    "Mutation.setEntitlement(accountId)",
    `accountId: $id, productId: "basic", validUntil: "2030-01-01T00:00:00Z", idempotencyKey: "x"`,
    "accountId",
    "FORBIDDEN",
  ),
];

function playbackCases(mine: Household, known: Known): readonly Case[] {
  return [
    mutation(
      "Mutation.startPlayout(input).recordingId",
      playing(`deviceId: "${mine.deviceId}", recordingId: $id`),
      "recordingId",
      "ContentUnavailable",
    ),
    mutation(
      "Mutation.startPlayout(input).deviceId",
      playing(`deviceId: $id, contentId: "${known.channel}"`),
      "deviceId",
      "DeviceNotRegistered",
    ),
    mutation(
      "Mutation.startPlayout(input).profileId",
      playing(`deviceId: "${mine.deviceId}", contentId: "${known.channel}", profileId: $id`),
      "profileId",
      "InvalidInput",
    ),
    // There is nothing of the household's to take over: it starts beside.
    mutation(
      "Mutation.startPlayout(input).takeOverSlotId",
      playing(`deviceId: "${mine.deviceId}", contentId: "${known.channel}", takeOverSlotId: $id`),
      "slotId",
      "PlaySession",
    ),
    mutation("Mutation.stopPlayout(slotId)", "slotId: $id", "slotId", false, ""),
    mutation(
      "Mutation.sendRemoteCommand(input).targetDeviceId",
      input("targetDeviceId: $id, kind: PAUSE"),
      "deviceId",
      "DeviceNotRegistered",
    ),
    mutation(
      "Mutation.sendRemoteCommand(input).recordingId",
      input(`targetDeviceId: "${mine.deviceId}", kind: PLAY, recordingId: $id`),
      "recordingId",
      "InvalidInput",
    ),
  ];
}

const RECORDING_CASES: readonly Case[] = [
  mutation("Mutation.cancelRecording(id)", "id: $id", "recordingId", "NotFound"),
  mutation("Mutation.deleteRecording(id)", "id: $id", "recordingId", "NotFound"),
  mutation("Mutation.protectRecording(id)", "id: $id, protected: true", "recordingId", "NotFound"),
  mutation(
    "Mutation.setRecordingPadding(id)",
    "id: $id, padding: { beforeSeconds: 7, afterSeconds: 7 }",
    "recordingId",
    "NotFound",
  ),
  mutation("Mutation.updateRecordingRule(id)", "id: $id, patch: { priority: 9 }", "ruleId", "NotFound"),
  mutation("Mutation.deleteRecordingRule(id)", "id: $id", "ruleId", false, ""),
];

function viewingCases(known: Known): readonly Case[] {
  return [
    mutation(
      "Mutation.setBookmark(profileId)",
      `contentId: "${known.movie}", profileId: $id, positionSeconds: 5`,
      "profileId",
      "BAD_USER_INPUT",
    ),
    mutation("Mutation.removeFromHistory(recordingId)", "recordingId: $id", "recordingId", false, ""),
    mutation(
      "Mutation.setBookmark(recordingId)",
      "recordingId: $id, positionSeconds: 5",
      "recordingId",
      "BAD_USER_INPUT",
    ),
    mutation(
      "Mutation.removeFromHistory(profileId)",
      `contentId: "${known.movie}", profileId: $id`,
      "profileId",
      "BAD_USER_INPUT",
      "",
    ),
    mutation("Mutation.clearViewHistory(profileId)", "profileId: $id", "profileId", "BAD_USER_INPUT", ""),
    mutation(
      "Mutation.addToWatchlist(profileId)",
      `contentId: "${known.movie}", profileId: $id`,
      "profileId",
      "BAD_USER_INPUT",
      "",
    ),
    mutation(
      "Mutation.removeFromWatchlist(profileId)",
      `contentId: "${known.channel}", profileId: $id`,
      "profileId",
      "BAD_USER_INPUT",
      "",
    ),
  ];
}

/** Ids of what everybody may know, and those that callers make up. */
export const NOBODYS: readonly string[] = [
  ...["Query.broadcast(id)", "Query.channel(id)", "Query.channels(ids)", "Query.collection(id)"],
  ...[
    "Query.content(id)",
    "Query.series(id)",
    "Query.search(filter).channelId",
    "Query.search(filter).seriesId",
  ],
  ...[
    "Account.recordings(seriesId)",
    "Subscription.broadcastChanged(ids)",
    "Subscription.nowNextChanged(channelIds)",
  ],
  ...["Mutation.startPlayout(input).contentId", "Mutation.startPlayout(input).clientRequestId"],
  ...["Mutation.sendRemoteCommand(input).contentId", "Mutation.scheduleRecording(broadcastId)"],
  ...["Mutation.createRecordingRule(input).seriesId", "Mutation.createRecordingRule(input).channelIds"],
  ...["Mutation.updateRecordingRule(patch).channelIds", "Mutation.setBookmark(contentId)"],
  ...["Mutation.removeFromHistory(contentId)", "Mutation.addToWatchlist(contentId)"],
  ...["Mutation.removeFromWatchlist(contentId)", "Mutation.upsertProduct(input).id"],
  ...["Mutation.purchase(productId)", "Mutation.purchase(idempotencyKey)"],
  ...["Mutation.setEntitlement(productId)", "Mutation.setEntitlement(idempotencyKey)"],
];
/** Tried below: a subscription answers when something happens. */
export const LISTENED = ["Subscription.playoutChanged(deviceId)", "Subscription.remoteCommands(deviceId)"];
