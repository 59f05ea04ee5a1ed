import type { Ids } from "../../lib/ids.js";
import {
  type BrokenRule,
  type Channel,
  type ChannelSelection,
  type ChannelSettings,
  checkChannelSettings,
  type RightsChange,
} from "./domain/channel.js";
import type { CatalogStore } from "./store.js";

/** How operators set channels up. */
export interface ChannelAdministration {
  /** The channel as it is now, or the rule that the settings break; then nothing was changed. */
  upsert(settings: ChannelSettings): Promise<Channel | BrokenRule>;
  /**
   * Sets rights and entitlement tags of every channel of a selection at once: how many those are, and how many have others
   * now. Or the rule that they break; then nothing was changed.
   */
  changeRights(
    selection: ChannelSelection,
    rights: RightsChange,
  ): Promise<{ readonly channels: number; readonly changed: number } | BrokenRule>;
}

export function createChannelAdministration(store: CatalogStore, ids: Ids): ChannelAdministration {
  return {
    async upsert(settings) {
      const broken = checkChannelSettings(settings);
      if (broken) return broken;
      const saved = await store.saveChannel(ids.next("ch"), settings);
      if (saved) return saved;
      const { number } = settings;
      const holder = number == null ? null : await store.channelByNumber(number);
      const who = holder ? `which ${holder.title} has` : "which another channel had a moment ago";
      return { field: "number", message: `number must be free, got ${number}, ${who}` };
    },
    async changeRights(selection, rights) {
      const xmltvId = selection.by === "channel" ? selection.xmltvId : "any";
      const group = selection.by === "group" ? selection.group : null;
      return (
        checkChannelSettings({ xmltvId, group, ...rights }) ?? (await store.changeRights(selection, rights))
      );
    },
  };
}
