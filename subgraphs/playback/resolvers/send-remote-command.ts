import { PlayheadError } from "../../../lib/errors.js";
import { requireViewer } from "../../../lib/viewer.js";
import { callerOf, type PlaybackContext } from "../context.js";
import { REMOTE_COMMAND_RATE } from "../device-rate.js";
import { checkRemoteCommand, type RemoteWish } from "../domain/remote-command.js";
import type { MutationResolvers, ResolversTypes } from "../generated/resolver-types.js";

type Result = Awaited<ResolversTypes["RemoteCommandResult"]>;

/**
 * Throws RATE_LIMITED with `retryAfterSeconds`, FORBIDDEN for a token that is no device's, and SERVICE_UNAVAILABLE
 * where players cannot be reached.
 */
export const sendRemoteCommand: NonNullable<MutationResolvers["sendRemoteCommand"]> = async (
  _parent,
  { input },
  context,
) => {
  const { accountId, deviceId } = requireViewer(context.viewer, "sendRemoteCommand");
  if (deviceId === null) {
    throw new PlayheadError("FORBIDDEN", "only a device of the household sends commands: sign in with one");
  }
  const checked = checkRemoteCommand(input);
  if ("problem" in checked) return { __typename: "InvalidInput", ...checked.problem };
  await takeTurn(deviceId, context);
  const { wish } = checked;
  const refusal = await refusalOf(accountId, wish, context);
  if (refusal) return refusal;
  return (await context.remote.send(accountId, deviceId, wish)) ?? notListening();
};

async function takeTurn(deviceId: string, { remoteRate }: PlaybackContext): Promise<void> {
  const retryAfterSeconds = await remoteRate.take(deviceId);
  if (retryAfterSeconds === null) return;
  const { most, windowMs } = REMOTE_COMMAND_RATE;
  throw new PlayheadError(
    "RATE_LIMITED",
    `a device sends at most ${most} commands in ${windowMs / 1_000} s: try again in ${retryAfterSeconds} s`,
    { retryAfterSeconds },
  );
}

/**
 * Why it is not even tried. What cannot be known now is no reason: a channel is a household's own, so that nobody else's
 * device can hear it.
 */
async function refusalOf(
  accountId: string,
  { targetDeviceId, contentId, recordingId }: RemoteWish,
  context: PlaybackContext,
): Promise<Result | null> {
  const { facts } = context;
  const caller = callerOf(context);
  const itemId = contentId ?? recordingId;
  const [household, item] = await Promise.all([
    facts.household(accountId, caller),
    itemId === null ? null : facts.item(accountId, itemId, caller),
  ]);
  if (household.standing === "CURRENT" && !household.value?.deviceIds.includes(targetDeviceId)) {
    const message = "it is no device of the household: name one of viewer.devices";
    return { __typename: "DeviceNotRegistered", message, deviceId: targetDeviceId };
  }
  if (item?.standing === "CURRENT" && !item.value) {
    const field = contentId === null ? "recordingId" : "contentId";
    const message = `${field} must name something to watch, got "${itemId}"`;
    return { __typename: "InvalidInput", message, field };
  }
  return null;
}

function notListening(): Result {
  const message = "nobody listens on that device: switch it on, or open its player";
  return { __typename: "DeviceNotListening", message };
}
