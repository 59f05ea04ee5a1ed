/** 128 random bits; `crypto.randomUUID` is not there on pages without TLS. */
export function requestId(random: () => number): string {
  const word = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return `${word()}${word()}${word()}${word()}`;
}
