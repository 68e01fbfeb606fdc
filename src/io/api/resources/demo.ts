import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";
import { recordAction } from "./requests.ts";

export const demo: Resource = {
  name: "demo",
  about: "A fleet to look around with: recordings of our lab, marked as such wherever they show.",
  operations: [
    operation<{ body: { readonly on: boolean } }>({
      id: "showDemo",
      method: "PUT",
      path: "/demo",
      summary: "Adds the demo's hosts beside the real ones, or takes them away; they are gone after a restart",
      scope: "operate",
      body: api.demoSwitch,
      answers: { 200: api.demoSwitch },
      run: async (call) => {
        await call.services.demo.show(call.body.on);
        await recordAction(call, "demo.show", call.body.on ? "on" : "off");
        return { body: { on: call.body.on } };
      },
    }),
  ],
};
