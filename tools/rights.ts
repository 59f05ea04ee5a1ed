import { parseArgs } from "node:util";
import type { ChannelSelection, RightsChange } from "../subgraphs/catalog/domain/channel.js";
import { openCatalog } from "./catalog-command.js";
import { CommandError, runCommand } from "./command.js";

const USAGE = `usage: npm run rights -- (--group NAME | --channel XMLTV-ID | --all) RIGHT...

  --start-over true|false      a running broadcast may be watched from its start
  --catch-up-seconds N         how long after its end a broadcast may be watched, 0..2592000; 0 = not
  --recordable true|false      its broadcasts may be recorded
  --pause-live true|false      live may be paused
  --countries NZ,AU            where it may be watched; --countries= is everywhere
  --tags basic,sport           which entitlement tags a household must have; --tags= is none

Sets rights and tags of all these channels in one commit, in the catalog of DATABASE_URL_CATALOG, else of the Playhead in DATA_DIR.
They hold from the next question on, in every process.`;

interface Flags {
  readonly group?: string | undefined;
  readonly channel?: string | undefined;
  readonly all?: boolean | undefined;
}

function selectionOf({ group, channel, all }: Flags): ChannelSelection {
  const selections: ChannelSelection[] = [
    ...(group === undefined ? [] : [{ by: "group" as const, group }]),
    ...(channel === undefined ? [] : [{ by: "channel" as const, xmltvId: channel }]),
    ...(all ? [{ by: "all" as const }] : []),
  ];
  const [selection, ...more] = selections;
  if (!selection || more.length > 0) throw new CommandError(USAGE);
  return selection;
}

function flag(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text !== "true" && text !== "false")
    throw new CommandError(`--${name} must be true or false, got "${text}"`);
  return text === "true";
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new CommandError(`--catch-up-seconds must be a whole number, got "${text}"`);
  return Number(text);
}

function rightsOf(values: Record<string, string | boolean | undefined>): RightsChange {
  const text = (name: string) => (typeof values[name] === "string" ? values[name] : undefined);
  const said = {
    startOver: flag("start-over", text("start-over")),
    catchUpSeconds: seconds(text("catch-up-seconds")),
    recordable: flag("recordable", text("recordable")),
    pauseLive: flag("pause-live", text("pause-live")),
    countries: text("countries")?.split(",").filter(Boolean),
    entitlementTags: text("tags")?.split(",").filter(Boolean),
  };
  const rights = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  if (Object.keys(rights).length === 0) throw new CommandError(USAGE);
  return rights;
}

await runCommand("rights", async (lifecycle) => {
  const string = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      group: string,
      channel: string,
      all: { type: "boolean" },
      help: { type: "boolean", short: "h" },
      "start-over": string,
      "catch-up-seconds": string,
      recordable: string,
      "pause-live": string,
      countries: string,
      tags: string,
    },
  });
  if (values.help) return console.log(USAGE);
  const selection = selectionOf(values);
  const rights = rightsOf(values);
  const catalog = await openCatalog(lifecycle);
  const done = await catalog.channels.changeRights(selection, rights);
  if ("message" in done) throw new CommandError(done.message);
  if (done.channels === 0) throw new CommandError("there is no such channel");
  console.log(`${done.changed} of ${done.channels} channels have other rights now`);
});
