export { fleetHistory } from "./fleet-history.ts";
export { healthReportFor, periodUntil } from "./health-report-input.ts";
export { incidentService } from "./incident-service.ts";
export { ReportKeeper } from "./report-keeper.ts";
export { serverResources } from "./server-resources.ts";
export type { ServerNews } from "./server-news.ts";
export { readTls } from "./server-settings.ts";
export { Server } from "./server.ts";
export type { ListenAddress } from "./server.ts";
