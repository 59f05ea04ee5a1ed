/** What may happen to a device that plays. */
export type PlayerHappening = "crash" | "end" | "stop" | "replay" | "pause" | "lateBeat";

/** What may happen to a household. Devices and slots are named by small numbers, so that cases shrink well. */
export type Happening =
  | {
      readonly kind: "start";
      readonly device: number;
      readonly takesOver: number | null;
      readonly retried: boolean;
    }
  | { readonly kind: PlayerHappening | "lateStart"; readonly device: number }
  | { readonly kind: "pass"; readonly seconds: number }
  | { readonly kind: "outage"; readonly seconds: number }
  | { readonly kind: "dataLoss" | "look" }
  | { readonly kind: "limit"; readonly streams: number }
  | { readonly kind: "clockStep"; readonly seconds: number };
