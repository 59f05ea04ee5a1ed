/** Whether somebody types here: then SIGHUP says that the window was closed. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true;
}

/** Without this the signal would end the process; a service has nothing to reload. */
export function reloadOnHangUp(reload: () => unknown): void {
  if (!hasTerminal()) process.on("SIGHUP", () => void reload());
}
