/** The first bytes of what arrives, at least `least` of them where there are so many, and all of it all the same. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  least: number,
): Promise<{ readonly head: Buffer; readonly whole: AsyncGenerator<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  try {
    while (head.length < least) {
      const { done, value } = await iterator.next();
      if (done) break;
      head = Buffer.concat([head, value]);
    }
  } catch (error) {
    return { head, whole: resumed(head, iterator, error) };
  }
  return { head, whole: resumed(head, iterator) };
}

async function* resumed(
  head: Buffer,
  rest: AsyncIterator<Uint8Array>,
  failure?: unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    if (failure !== undefined) throw failure;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
