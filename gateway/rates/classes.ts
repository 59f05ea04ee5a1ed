import { Kind, type SelectionSetNode } from "graphql";
import type { CheckedOperation } from "../operations.js";
import { isLeftOut } from "../policy.js";

/** Kinds of operations that are counted apart, so that none uses up what another needs. */
export type RateClass = "general" | "playback" | "sessions" | "credentials";

/** Whom an operation is counted for. */
export type RateSubject = "household" | "address";

/** Operations a minute; as many may come at once. */
export type RateLimits = Readonly<Record<RateClass, Readonly<Record<RateSubject, number>>>>;

/**
 * An address can be a hotel, or a carrier's gateway before thousands of households: it has ten times what a
 * household has, and more.
 */
export const DEFAULT_RATES: RateLimits = {
  // Ten devices that each zap through the guide all the time ask some 600 times a minute.
  general: { household: 1_200, address: 12_000 },
  // Ten devices that zap every two seconds start and end 600 times a minute; beats are 60 more.
  playback: { household: 1_200, address: 12_000 },
  // A television that pairs asks every five seconds; each device refreshes some times an hour.
  sessions: { household: 300, address: 3_000 },
  // Whoever forgot a password tries some times a minute; a hotel on a Saturday has a hundred who sign in.
  credentials: { household: 30, address: 120 },
};

/** By field of Mutation or Query; all others are general. What takes a secret is never general: a test compares. */
const CLASS_OF_FIELD: Readonly<Record<string, RateClass>> = {
  startPlayout: "playback",
  heartbeat: "playback",
  endPlayout: "playback",
  stopPlayout: "playback",
  refreshSession: "sessions",
  startDevicePairing: "sessions",
  pollDevicePairing: "sessions",
  signUp: "credentials",
  signIn: "credentials",
  requestPasswordReset: "credentials",
  resetPassword: "credentials",
  changePassword: "credentials",
  verifyEmail: "credentials",
  selectProfile: "credentials",
  pendingDevice: "credentials",
  approveDevicePairing: "credentials",
  deleteAccount: "credentials",
};

export function rateClassOf(rootField: string): RateClass {
  return CLASS_OF_FIELD[rootField] ?? "general";
}

/**
 * What an operation counts as: each root field of a class of its own once, for an operation with thirty aliases of
 * `signIn` tries thirty passwords; all the rest together once.
 */
export function rateCountsOf(checked: Pick<CheckedOperation, "operation" | "fragments" | "variables">) {
  const counts = countFields(checked, checked.operation.selectionSet, new Map());
  if ((counts.get("general") ?? 0) > 1) counts.set("general", 1);
  return counts;
}

type Counts = Map<RateClass, number>;

function countFields(
  checked: Pick<CheckedOperation, "fragments" | "variables">,
  set: SelectionSetNode,
  // Without what is known of a fragment, nested spreads would take 2^depth steps.
  known: Map<string, Counts>,
): Counts {
  const counts: Counts = new Map();
  const add = (rateClass: RateClass, count: number) =>
    counts.set(rateClass, (counts.get(rateClass) ?? 0) + count);
  for (const node of set.selections) {
    if (isLeftOut(node, checked.variables)) continue;
    if (node.kind === Kind.FIELD) {
      add(rateClassOf(node.name.value), 1);
      continue;
    }
    const name = node.kind === Kind.FRAGMENT_SPREAD ? node.name.value : "";
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? checked.fragments.get(name) : node;
    const inner = known.get(name) ?? (fragment && countFields(checked, fragment.selectionSet, known));
    if (name && inner) known.set(name, inner);
    for (const [rateClass, count] of inner ?? []) add(rateClass, count);
  }
  return counts;
}
