#!/bin/sh
# install-packages.sh PACKAGE... : installs Debian packages and starts none of their daemons. Runs as root.
# One at a time on a machine; what a killed earlier run left of policy-rc.d is put right first. Errors go to stderr.
set -u
exec 9>/run/rdpulse-lab-packages.lock || exit 3
flock 9
policy=/usr/sbin/policy-rc.d
before=$policy.before-rdpulse-lab
log=$(mktemp)
restore() {
  if [ -e "$before" ]; then mv -f "$before" "$policy"
  elif grep -q 'rdpulse lab' "$policy" 2>/dev/null; then rm -f "$policy"; fi
}
trap 'restore; rm -f "$log"' EXIT
trap 'exit 130' INT TERM HUP
restore
listed() { dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort; }
old=$(listed)
[ -e "$policy" ] && mv "$policy" "$before"
printf '#!/bin/sh\n# rdpulse lab: nothing may start while its packages are installed\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive LC_ALL=C
apt() { apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" >>"$log" 2>&1 </dev/null 9>&-; }
failed=0
# The lists of a fresh container are empty, those of an old one point at packages that are gone: both need an update.
if ! apt install --no-install-recommends "$@"; then
  n=0
  until apt update || [ $n -ge 3 ]; do n=$((n + 1)); sleep 2; done
  apt install --no-install-recommends "$@" || failed=1
fi

# New packages only: what was there before belongs to the machine.
command -v systemctl >/dev/null && listed | while read -r package; do
  printf '%s\n' "$old" | grep -qxF -- "$package" && continue
  case $package in systemd* | udev | dbus* | libpam-*) continue ;; esac
  dpkg -L "$package" | while read -r file; do
    case $file in */systemd/system/*.service | */systemd/system/*.socket | */systemd/system/*.timer) scope=--system ;;
    */systemd/user/*.service | */systemd/user/*.socket) scope=--global ;; *) continue ;; esac
    [ -f "$file" ] && systemctl "$scope" disable "${file##*/}" >>"$log" 2>&1
  done
done
[ $failed = 0 ] || grep -E '^E: ' "$log" | tail -n 1 >&2
exit $failed
