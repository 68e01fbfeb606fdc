export { expiredCertificate, healthy, refused } from "./evidence-fixture.ts";
