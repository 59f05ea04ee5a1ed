import { createPasswordHasher, type PasswordHasher } from "../../subgraphs/accounts/password-hasher.js";

/** One piece of the hasher's work that is held up. */
export interface HeldHash {
  /** Resolves when somebody waits for it. */
  readonly begun: Promise<void>;
  /** It goes on. */
  release(): void;
}

/** A hasher whose next piece of work a test holds up, while others go on. */
export async function createGatedHasher(): Promise<PasswordHasher & { holdNext(): HeldHash }> {
  const real = await createPasswordHasher();
  let pass: (() => Promise<void>) | undefined;
  const atGate = async <Answer>(work: () => Promise<Answer>) => {
    const held = pass;
    pass = undefined;
    await held?.();
    return work();
  };
  return {
    hash: (password) => atGate(() => real.hash(password)),
    matches: (password, stored) => atGate(() => real.matches(password, stored)),
    holdNext() {
      let begin = () => {};
      let release = () => {};
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const released = new Promise<void>((resolve) => (release = resolve));
      pass = () => {
        begin();
        return released;
      };
      return { begun, release };
    },
  };
}
