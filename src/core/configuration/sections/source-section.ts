import type {
  DiscoverySettings,
  IngestSettings,
  MetricsSettings,
  RemoteWriteSettings,
  ScrapeSettings,
} from "../configuration.ts";
import { DEFAULTS } from "../defaults.ts";
import {
  cidr,
  closed,
  flag,
  httpUrl,
  key,
  line,
  listOf,
  mapOf,
  name,
  secretReference,
  whole,
  type JsonSchema,
} from "../schema-parts.ts";
import { sharedSettings } from "./target-section.ts";

const { discovery, ingest, metrics } = DEFAULTS;

export const discoverySettings: JsonSchema = closed<DiscoverySettings>(
  {
    name: key("Unique.", name),
    enabled: key("false: kept, and not run.", flag, true),
    hosts: key("HOST or HOST:PORT.", listOf(line(300), 65_536)),
    ranges: key("192.0.2.0/24 or 192.0.2.10-20, each with :PORT if need be.", listOf(line(120), 1000)),
    files: key("Lists, tables (CSV), .rdp files, folders of them, or patterns with *.", listOf(line(4096), 1000)),
    srv: key("Names with SRV records, such as _rdp._tcp.example.com.", listOf(line(253), 1000)),
    resolver: key("DNS server, ADDRESS or ADDRESS:PORT; that of the system when absent.", line(60)),
    everyMinutes: key("Minutes between two sweeps.", whole(1, 44_640), discovery.everyMinutes),
    add: key("true: what is found is watched from then on.", flag, false),
    settings: key("What every host that is added gets: keys of a target.", sharedSettings),
    missedSweeps: key(
      "Sweeps in a row that a host must miss to count as vanished.",
      whole(1, 100),
      discovery.missedSweeps,
    ),
    maxAddresses: key(
      "Most addresses of a sweep; a larger one is refused.",
      whole(1, 1_048_576),
      discovery.maxAddresses,
    ),
    perSecond: key("Connections begun in a second.", whole(1, 2000), discovery.perSecond),
    parallel: key("Connections at a time.", whole(1, 1024), discovery.parallel),
    timeoutSeconds: key("Seconds that one stage may take.", whole(1, 60), discovery.timeoutSeconds),
    budgetMinutes: key("Minutes after which a sweep ends unfinished.", whole(1, 1440), discovery.budgetMinutes),
    forbidden: key("Address ranges to leave alone, beside monitor.forbidden.", listOf(cidr, 1000)),
  },
  ["name"],
);

const scrapeSettings = closed<ScrapeSettings>(
  {
    name: key("Unique.", name),
    url: key("Where its metrics are.", httpUrl),
    target: key("Name of the target that it tells of; the one with the same host when absent.", line(128)),
    everySeconds: key("Seconds between two readings.", whole(10, 86_400), ingest.scrapeSeconds),
    bearer: key("Token, by reference.", secretReference),
  },
  ["name", "url"],
);

export const ingestSection: JsonSchema = closed<IngestSettings>({
  maxUploadMegabytes: key("Largest upload of events.", whole(1, 4096), ingest.maxUploadMegabytes),
  syslog: key("ADDRESS:PORT for syslog over UDP and TCP; not listened to when absent.", line(300)),
  scrape: key("windows_exporter and node_exporter that are read.", listOf(scrapeSettings, 10_000)),
});

const remoteWriteSettings = closed<RemoteWriteSettings>(
  {
    name: key("Unique.", name),
    url: key("Where samples are written to.", httpUrl),
    username: key("Name for basic authentication.", line(256)),
    password: key("Its password, by reference.", secretReference),
    bearer: key("Token, by reference.", secretReference),
    everySeconds: key("Seconds between two writes.", whole(5, 3600), metrics.remoteWriteSeconds),
    labels: key("Labels that every sample gets.", mapOf(line(256), 30)),
  },
  ["name", "url"],
);

export const metricsSection: JsonSchema = closed<MetricsSettings>({
  signIn: key("true: /metrics wants a token with the scope read, except from this machine.", flag, metrics.signIn),
  remoteWrite: key("Receivers of Prometheus remote write.", listOf(remoteWriteSettings, 20)),
});
