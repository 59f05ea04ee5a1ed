/** Without this the signal would end the process; a service has nothing to reload. */
export function reloadOnHangUp(reload: () => unknown): void {
  process.on("SIGHUP", () => void reload());
}
