import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { LiveBus, LiveMessage } from "../lib/events/live-bus.js";

/*
 * What bench/subscriptions.ts compares with: the same messages to the same clients with `ws` and nothing else. Nobody is
 * asked who they are, nothing is planned, completed or counted; only the newest state waits for a client that is slow, as
 * with us. What is above this is what the gateway costs, on whatever machine.
 */

export interface Peer extends AsyncDisposable {
  readonly webSocketUrl: string;
}

/** One client: what it is about to be sent, while it is still being sent what came before. */
interface Screen {
  readonly webSocket: WebSocket;
  isBusy: boolean;
  newest: string | null;
}

/** `firstState` is what whoever connects is told at once. */
export async function openBroadcastPeer(bus: LiveBus, firstState: () => LiveMessage): Promise<Peer> {
  const topics = new Map<string, Screen[]>();
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    perMessageDeflate: false,
    handleProtocols: () => "graphql-transport-ws",
  });
  await new Promise((resolve) => server.on("listening", resolve));

  const join = (account: string, screen: Screen) => {
    const screens = topics.get(account);
    if (screens) return void screens.push(screen);
    const first = [screen];
    topics.set(account, first);
    void bus.subscribe(`concurrency.${account}`, (message) => {
      const text = frameOf(message);
      for (const each of first) tell(each, text);
    });
  };
  server.on("connection", (webSocket) => {
    let account = "";
    webSocket.on("message", (data) => {
      const { type, payload } = JSON.parse(String(data)) as {
        type: string;
        payload: { authorization: string };
      };
      if (type === "connection_init") {
        account = payload.authorization.replace("Bearer ", "").split(".")[0] ?? "";
        return webSocket.send(JSON.stringify({ type: "connection_ack" }));
      }
      const screen: Screen = { webSocket, isBusy: false, newest: null };
      join(account, screen);
      tell(screen, frameOf(firstState()));
    });
  });
  return {
    webSocketUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async [Symbol.asyncDispose]() {
      for (const webSocket of server.clients) webSocket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function frameOf(state: LiveMessage): string {
  return JSON.stringify({ id: "1", type: "next", payload: { data: { concurrencyChanged: state } } });
}

function tell(screen: Screen, text: string): void {
  screen.newest = text;
  if (screen.isBusy) return;
  screen.newest = null;
  screen.isBusy = true;
  screen.webSocket.send(text, () => {
    screen.isBusy = false;
    if (screen.newest !== null) tell(screen, screen.newest);
  });
}
