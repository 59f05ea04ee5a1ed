/** The part of WebAssembly that Node has and TypeScript only describes together with a browser's DOM. */
declare namespace WebAssembly {
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  function instantiate(bytes: Uint8Array, imports: Record<string, object>): Promise<{ instance: Instance }>;
}
