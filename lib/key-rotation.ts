/** When a key follows its predecessor. */
export interface RotationRules {
  /** A key is followed by the next one after this long. */
  readonly rotateMs: number;
  /** A key is published this long before it signs: longer than any verifier keeps the keys it has read. */
  readonly aheadMs: number;
  /** A key is published this long after it has signed for the last time: longer than anything it signed is good for. */
  readonly behindMs: number;
}

/** A key by its birth, epoch ms. */
interface Born {
  readonly createdAt: number;
}

/** What is to be done with a service's keys at one moment. */
export interface Rotation<Key> {
  /** Signs now; null where there is none. */
  readonly signing: Key | null;
  /** May still verify something, or soon will; the newest first. */
  readonly published: readonly Key[];
  /** True where a new key is to be made now. */
  readonly isDue: boolean;
}

/** Which of `keys`, the newest first, signs and which are published at `now`, epoch ms. */
export function rotationAt<Key extends Born>(
  keys: readonly Key[],
  now: number,
  { rotateMs, aheadMs, behindMs }: RotationRules,
): Rotation<Key> {
  const [newest] = keys;
  // The very first key signs at once: nobody has read any other.
  const signing = keys.find(({ createdAt }) => createdAt + aheadMs <= now) ?? keys.at(-1) ?? null;
  const published = keys.filter((_key, index) => {
    const successor = keys[index - 1];
    return successor === undefined || successor.createdAt + aheadMs + behindMs > now;
  });
  return { signing, published, isDue: newest === undefined || newest.createdAt + rotateMs <= now };
}
