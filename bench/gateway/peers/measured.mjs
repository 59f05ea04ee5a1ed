/**
 * Tells the bench on which port this process listens, and its CPU time whenever it is asked.
 * @param {number} port
 */
export function measured(port) {
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1_000 });
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ port });
}
