// Runs inside a namespace: ask-child.ts ADDRESS PORT HEX TIMEOUT-MS. Prints the first answer.
import { ask } from "./servers/server.ts";

const [address = "", port = "", request = "", timeoutMs = ""] = process.argv.slice(2);
console.log(await ask(address, Number(port), request, Number(timeoutMs)));
