export { expiredCertificate, healthy, refused } from "./evidence-fixture.ts";
export {
  acceptedByAuthorization,
  acceptedByNla,
  notVerifiable,
  pictureFact,
  refusedByNla,
  session,
  sharedDesktop,
} from "./logon-fixture.ts";
export { type Outcome, runCli } from "./test-world.ts";
