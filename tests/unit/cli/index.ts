export { expiredCertificate, healthy, refused } from "./evidence-fixture.ts";
export {
  acceptedByAuthorization,
  acceptedByNla,
  notVerifiable,
  pictureFact,
  refusedByNla,
  session,
} from "./logon-fixture.ts";
