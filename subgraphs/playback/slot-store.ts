import { PlayheadError } from "../../lib/errors.js";
import type { Outcome, SlotCommand } from "./domain/slots/commands.js";
import type { Household } from "./domain/slots/household.js";

/**
 * Where the slots of all households live. Every store does to a household exactly what `apply` of
 * domain/slots/state-machine.ts says, one command at a time, and tells everyone who listens what came of it.
 */
export interface SlotStore extends AsyncDisposable {
  /**
   * Runs a command on one household. Rejects with SlotStoreAway when the store cannot be asked, within SLOT_WAIT_MS;
   * it is then not known whether the command acted, but past its deadline it never does.
   */
  run<Command extends SlotCommand>(accountId: string, command: Command): Promise<Outcome<Command>>;
  /** Keeps nothing of the household any more, and tells nobody. Rejects with SlotStoreAway, too. */
  forget(accountId: string): Promise<void>;
}

/** A household that has streams, or had until lately. */
export interface KeptHousehold {
  readonly accountId: string;
  readonly household: Household;
}

/**
 * All households that a store keeps, some at a time, each as it was at some moment of the reading. What a start adds
 * meanwhile may be missing.
 */
export type KeptHouseholds = () => AsyncIterable<readonly KeptHousehold[]>;

/** Hears what a command, or the mere passing of time, did to a household. Called in order; must not throw. */
export type OutcomeListener = (accountId: string, outcome: Outcome, at: number) => void;

/** The store cannot be asked now: whoever asked decides alone, and no player stops for it. */
export class SlotStoreAway extends PlayheadError {
  /** Reads as a database that was not reached: who applies an event tries again, for as long as it takes. */
  readonly kind = "DatabaseNotReachable";

  constructor(cause?: unknown) {
    super("SERVICE_UNAVAILABLE", "the household's streams cannot be reached now: try again in a minute");
    this.cause = cause;
  }
}

/** How long a caller waits for the store, at most: one that answers nobody is not waited for as long. */
export const SLOT_WAIT_MS = 1_000;
/**
 * A command that reaches the store later than this after it was sent must not act. Less than SLOT_WAIT_MS, so that no
 * heartbeat that was given up acts behind its player's back.
 */
export const SLOT_COMMAND_MS = 900;
