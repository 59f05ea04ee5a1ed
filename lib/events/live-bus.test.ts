import { createInProcessLiveBus } from "./live-bus.js";
import { describeLiveBus } from "./live-bus-contract.js";

describeLiveBus("in one process", async () => {
  const bus = createInProcessLiveBus();
  return { here: bus, there: bus, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() };
});
