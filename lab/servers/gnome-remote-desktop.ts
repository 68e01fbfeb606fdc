// gnome-remote-desktop, headless, NLA. It has no option for the address and binds [::], so as root it gets a network
// namespace of its own and a relay on loopback; without root it is reachable from outside while it runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificate, type Certificate } from "../certificates.ts";
import { makeNamespace } from "../network.ts";
import { relay } from "../relay.ts";
import { isRoot, type Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

/** What a gnome-remote-desktop shall be like. */
export interface GnomeOptions extends Placement {
  readonly certificate?: Certificate;
  /** Default labuser / Passw0rd!. */
  readonly account?: { readonly user: string; readonly password: string };
  /** Puts a terminal with text on its monitor, which is plain grey otherwise. */
  readonly scenery?: boolean;
}

// Every part is waited for by the socket or the bus name that it makes; no step rests on a fixed pause.
const script = `
until_made() { n=0; until eval "$1"; do n=$((n + 1)); [ $n -lt 500 ] || { echo "timed out: $1"; exit 1; }; sleep 0.02; done; }
on_bus() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:$1 2>/dev/null | grep -q true; }
grdctl --headless rdp set-tls-cert "$RDP_CERT" && grdctl --headless rdp set-tls-key "$RDP_KEY" &&
grdctl --headless rdp set-credentials "$RDP_USER" "$RDP_PASSWORD" && grdctl --headless rdp disable-view-only &&
grdctl --headless rdp enable || exit 1
pipewire & until_made '[ -S "$XDG_RUNTIME_DIR/pipewire-0" ]'
wireplumber &
mutter --headless --virtual-monitor 1280x720 --wayland --no-x11 &
until_made 'on_bus org.gnome.Mutter.RemoteDesktop && on_bus org.gnome.Mutter.ScreenCast'
if [ -n "$SCENERY" ]; then
  until_made '[ -S "$XDG_RUNTIME_DIR/wayland-0" ]'
  WAYLAND_DISPLAY=wayland-0 weston-terminal --shell="$SCENERY" &
fi
/usr/libexec/gnome-remote-desktop-daemon --headless --rdp-port "$RDP_PORT" &
wait $!
`;

/** A bus whose socket lies in the lab's folder, and that starts no service of the machine. */
const busSettings = (folder: string): string => `<busconfig><type>session</type><listen>unix:path=${folder}/bus</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`;

/** Starts it; resolves when TLS behind X.224 completes. Ask it slowly: hang-ups right after X.224 without a pause stop it. */
export async function gnomeRemoteDesktop(lab: Lab, options: GnomeOptions = {}): Promise<LabServer> {
  const { address, port, netns } = place(lab, options);
  const hidden = netns === undefined && isRoot() ? await makeNamespace(lab) : undefined;
  const files = options.certificate ?? (await certificate(lab));
  const { user, password } = options.account ?? { user: "labuser", password: "Passw0rd!" };
  const folder = lab.makeFolder("gnome");
  const run = join(folder, "run");
  mkdirSync(run, { mode: 0o700 });
  writeFileSync(join(folder, "start.sh"), script);
  writeFileSync(join(folder, "bus.conf"), busSettings(folder));
  const scenery = join(folder, "scenery.sh");
  writeFileSync(scenery, "#!/bin/sh\necho RDPulse lab desktop\nexec sleep 100000\n", { mode: 0o700 });
  const server = await startServer(lab, {
    kind: "gnome-remote-desktop",
    command: "dbus-run-session",
    args: [`--config-file=${join(folder, "bus.conf")}`, "--", "sh", join(folder, "start.sh")],
    env: {
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, ".config"),
      XDG_DATA_HOME: join(folder, ".local", "share"),
      XDG_RUNTIME_DIR: run,
      GSETTINGS_BACKEND: "keyfile",
      RDP_CERT: files.certPath,
      RDP_KEY: files.keyPath,
      RDP_USER: user,
      RDP_PASSWORD: password,
      RDP_PORT: String(port),
      SCENERY: options.scenery ? scenery : "",
    },
    logPath: join(folder, "gnome.log"),
    address: hidden === undefined ? address : "0.0.0.0",
    port,
    netns: netns ?? hidden,
    ready: "tls",
    timeoutMs: 45_000,
  });
  if (hidden === undefined) return server;
  const door = await relay(lab, hidden, "0.0.0.0", port, { address, port });
  return {
    ...server,
    address: door.address,
    port: door.port,
    stop: async () => {
      await door.stop();
      await server.stop();
    },
  };
}
