#!/bin/sh
# collect-xrdp 1 - what RDPulse wants to know of a host that runs xrdp, as one .tar.gz.
#
#   sh collect-xrdp.sh [--days N] [--out FILE | --stdout]
#
# Reads only. It changes no setting, starts and stops no service, sends nothing over the network and asks for no secret.
# It writes into a temporary folder of its own, which it removes, and into FILE. Passwords in .ini files are blanked; of a
# private key only its owner and mode are read, never its content. Run as root for the full result; without root the
# sections that need it fail alone, each with its reason.
# Needs: sh, awk, sed, tr, od, tar, gzip. Uses where present: systemctl, journalctl, loginctl, ss, openssl, chronyc,
# timedatectl, nft, iptables-save, dpkg-query, rpm.

set -u
LC_ALL=C
export LC_ALL
umask 077

days=7
out=''
to_stdout=0
most_log_bytes=67108864
tab=$(printf '\t')

usage() { echo 'usage: sh collect-xrdp.sh [--days N] [--out FILE | --stdout]'; }
fail() { echo "collect-xrdp: $1" >&2; exit "${2:-1}"; }
told() { echo "$1" >&2; }

while [ $# -gt 0 ]; do
  case $1 in
    --days) [ $# -ge 2 ] || fail '--days needs a number' 2; days=$2; shift ;;
    --out) [ $# -ge 2 ] || fail '--out needs a file' 2; out=$2; shift ;;
    --stdout) to_stdout=1 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "unknown argument: $1" 2 ;;
  esac
  shift
done
case $days in '' | *[!0-9]* | ?????*) fail '--days needs a number from 1 to 9999' 2 ;; esac
[ "$days" -ge 1 ] || fail '--days needs a number from 1 to 9999' 2
[ "$to_stdout" = 0 ] || [ -z "$out" ] || fail '--out and --stdout exclude each other' 2

has() { command -v "$1" >/dev/null 2>&1; }
for tool in awk sed tr od tar gzip mktemp; do has "$tool" || fail "$tool is not installed"; done

host=$(uname -n)
if [ "$to_stdout" = 0 ] && [ -z "$out" ]; then
  out="rdpulse-$(printf '%s' "$host" | tr -c 'A-Za-z0-9.-' '_')-$(date -u +%Y%m%dT%H%M%SZ).tar.gz"
fi
[ "$to_stdout" = 1 ] || [ ! -e "$out" ] || fail "$out exists already; name another file with --out"

work=$(mktemp -d "${TMPDIR:-/tmp}/collect-xrdp.XXXXXX") || fail 'no temporary folder can be made'
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
tree=$work/tree
mkdir "$tree" "$tree/sections" "$tree/exports" "$tree/logs" || fail 'the temporary folder cannot be written'
entries=$work/entries
: >"$entries"

# A text as JSON: control characters become spaces.
json() { printf '"%s"' "$(printf '%s' "$1" | tr '\000-\037\177' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g')"; }

# entry SECTION collected FILE | entry SECTION failed REASON
entry() {
  [ ! -s "$entries" ] || printf ',\n' >>"$entries"
  if [ "$2" = collected ]; then
    printf '    {"section": %s, "outcome": "collected", "file": %s}' "$(json "$1")" "$(json "$3")" >>"$entries"
  else
    printf '    {"section": %s, "outcome": "failed", "reason": %s}' "$(json "$1")" "$(json "$3")" >>"$entries"
  fi
}
collected() {
  printf '{"section": %s, "outcome": "collected", "value": %s}\n' "$(json "$1")" "$2" >"$tree/sections/$1.json"
  entry "$1" collected "sections/$1.json"
}
failed() {
  printf '{"section": %s, "outcome": "failed", "reason": %s}\n' "$(json "$1")" "$(json "$2")" >"$tree/sections/$1.json"
  entry "$1" failed "$2"
}

# The folder of xrdp's settings: of the package, or of a build from source.
etc=/etc/xrdp
[ -e "$etc/xrdp.ini" ] || [ ! -e /usr/local/etc/xrdp/xrdp.ini ] || etc=/usr/local/etc/xrdp

# ini FILE SECTION KEY: the last value of the key, as xrdp reads it.
ini() {
  [ -r "$1" ] || return 0
  awk -v section="$2" -v key="$3" '
    /^[ \t]*[#;]/ { next }
    /^[ \t]*\[/ { s = $0; sub(/^[ \t]*\[/, "", s); sub(/\].*/, "", s); inside = (tolower(s) == tolower(section)); next }
    inside { at = index($0, "="); if (at == 0) next
      k = substr($0, 1, at - 1); v = substr($0, at + 1)
      gsub(/^[ \t]+|[ \t\r]+$/, "", k); gsub(/^[ \t]+|[ \t\r]+$/, "", v)
      if (tolower(k) == tolower(key)) found = v }
    END { print found }' "$1"
}

# Every value of a key that names a password or a secret is blanked, in comments too; "ask" and {base} are no secrets.
without_secrets() {
  awk '{ at = index($0, "="); k = at == 0 ? "" : tolower(substr($0, 1, at - 1)); v = substr($0, at + 1)
    gsub(/^[ \t]+|[ \t\r]+$/, "", v)
    if (k ~ /pass|pwd|secret/ && v != "" && v != "ask" && v !~ /^\{base\}/ && v !~ /^ask/) print substr($0, 1, at) "[redacted]"
    else print }' "$1"
}

settings() {
  told "settings"
  for name in xrdp sesman; do
    file=$etc/$name.ini
    if [ ! -e "$file" ]; then entry "$name-ini" failed "$file does not exist"
    elif [ ! -r "$file" ]; then entry "$name-ini" failed "$file cannot be read by $(id -un)"
    else without_secrets "$file" >"$tree/exports/$name.ini"; entry "$name-ini" collected "exports/$name.ini"; fi
  done
}

# Number of a process by its name, where no service manager tells it.
process_of() {
  for folder in /proc/[0-9]*; do
    [ "$(cat "$folder/comm" 2>/dev/null)" = "$1" ] || continue
    echo "${folder#/proc/}"
    return 0
  done
}

booted_s() { awk '$1 == "btime" { print $2 }' /proc/stat 2>/dev/null; }

process_properties() {
  awk '$1 == "VmRSS:" { printf ", \"workingSetBytes\": %.0f", $2 * 1024 } $1 == "Threads:" { printf ", \"threads\": %d", $2 }' \
    "/proc/$1/status" 2>/dev/null
  # Of the other users only root sees the open files.
  [ ! -r "/proc/$1/fd" ] || printf ', "handles": %d' "$(ls "/proc/$1/fd" 2>/dev/null | wc -l)"
  ticks=$(getconf CLK_TCK 2>/dev/null)
  boot=$(booted_s)
  if [ -n "$ticks" ] && [ -n "$boot" ]; then
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null |
      awk -v ticks="$ticks" -v boot="$boot" '{ printf ", \"startedAtMs\": %.0f", (boot + $20 / ticks) * 1000 }'
  fi
}

services() {
  told "services"
  list=''
  by_systemd=0
  [ ! -d /run/systemd/system ] || ! has systemctl || by_systemd=1
  for name in xrdp xrdp-sesman; do
    state=stopped
    mode=unknown
    pid=''
    if [ "$by_systemd" = 1 ]; then
      shown=$(systemctl show "$name" -p LoadState -p ActiveState -p UnitFileState -p MainPID 2>/dev/null)
      case $shown in *LoadState=loaded*) ;; *) continue ;; esac
      case $(printf '%s\n' "$shown" | sed -n 's/^ActiveState=//p') in active) state=running ;; failed) state=failed ;; activating) state=starting ;; esac
      mode=$(printf '%s\n' "$shown" | sed -n 's/^UnitFileState=//p')
      pid=$(printf '%s\n' "$shown" | sed -n 's/^MainPID=//p')
    fi
    case $pid in '' | 0) pid=$(process_of "$name") ;; esac
    [ "$by_systemd" = 1 ] || [ -n "$pid" ] || [ -x "/usr/sbin/$name" ] || [ -x "/usr/local/sbin/$name" ] || continue
    [ -z "$pid" ] || state=running
    [ -z "$list" ] || list="$list, "
    list="$list{\"name\": \"$name\", \"state\": \"$state\", \"startMode\": $(json "${mode:-unknown}")"
    [ -z "$pid" ] || list="$list, \"processId\": $pid$(process_properties "$pid")"
    list="$list}"
  done
  if [ ! -r /proc/1/comm ]; then failed services '/proc is not readable'
  elif [ -z "$list" ]; then failed services 'no service xrdp or xrdp-sesman is installed'
  else collected services "[$list]"; fi
}

port_owner() {
  told "port"
  has ss || { failed port-owner 'ss is not installed'; return; }
  ports=$(ini "$etc/xrdp.ini" Globals port | tr ' ' '\n' | sed -n 's/^\(.*:\)\{0,1\}\([0-9][0-9]*\)$/\2/p' | tr '\n' ' ')
  ss -H -l -t -n -p >"$work/ss" 2>/dev/null || ss -l -t -n -p >"$work/ss" 2>/dev/null || { failed port-owner 'ss failed'; return; }
  collected port-owner "$(awk -v ports=" 3389 $ports" '
    BEGIN { printf "[" }
    $1 == "LISTEN" { at = match($4, /:[0-9]+$/); if (at == 0) next
      port = substr($4, at + 1); address = substr($4, 1, at - 1)
      if (index(ports, " " port " ") == 0) next
      gsub(/["\\]/, "", address)
      printf "%s{\"port\": %d, \"localAddress\": \"%s\"", (n++ ? ", " : ""), port, address
      if (match($0, /\(\("[^"\\]*",pid=[0-9]+/)) {
        who = substr($0, RSTART + 3, RLENGTH - 3); cut = index(who, "\""); pid = who; sub(/.*pid=/, "", pid)
        printf ", \"processId\": %d, \"process\": \"%s\"", pid, substr(who, 1, cut - 1) }
      printf "}" }
    END { printf "]" }' "$work/ss")"
}

# Who may read the key, from its mode; access lists (getfacl) are not looked at.
key_access() {
  ls -ldLn "$1" 2>/dev/null | awk '{ print $1, $3, $4 }' | {
    read -r mode owner group || return 0
    account=$(runtime_user)
    uid=$(id -u "$account" 2>/dev/null)
    right='cannot read'
    if [ "$uid" = 0 ]; then right=reads
    elif [ "$uid" = "$owner" ]; then case $mode in ?r*) right=reads ;; esac
    elif [ -n "$uid" ] && id -G "$account" 2>/dev/null | tr ' ' '\n' | grep -qx "$group"; then case $mode in ????r*) right=reads ;; esac
    else case $mode in ???????r*) right=reads ;; esac; fi
    printf 'file: %s\nmode: %s\nowner: %s\ngroup: %s\nby its mode, %s %s it\n' "$1" "$mode" "$owner" "$group" "$account" "$right"
  }
}

# The user that xrdp runs as: of the process, else of the settings, else root.
runtime_user() {
  pid=$(process_of xrdp)
  user=''
  [ -z "$pid" ] || user=$(ls -ld "/proc/$pid" 2>/dev/null | awk '{ print $3 }')
  [ -n "$user" ] || user=$(ini "$etc/xrdp.ini" Globals runtime_user)
  if [ -z "$user" ] && id xrdp >/dev/null 2>&1; then user=xrdp; fi
  echo "${user:-root}"
}

certificates() {
  told "certificate"
  cert=$(ini "$etc/xrdp.ini" Globals certificate)
  key=$(ini "$etc/xrdp.ini" Globals key_file)
  cert=${cert:-$etc/cert.pem}
  key=${key:-$etc/key.pem}
  [ -e "$cert" ] || { failed certificates "$cert does not exist"; return; }
  [ -r "$cert" ] || { failed certificates "$cert cannot be read by $(id -un)"; return; }
  has openssl || { failed certificates 'openssl is not installed'; return; }
  openssl x509 -in "$cert" -outform DER >"$work/der" 2>/dev/null || { failed certificates "$cert holds no certificate"; return; }
  der=$(od -A n -v -t x1 <"$work/der" | tr -d ' \n')
  sha1=$(openssl dgst -sha1 <"$work/der" | sed 's/.*[ =]//')
  more=''
  # Without the right to enter its folder nothing is known of the key.
  folder=$(dirname "$(readlink -f "$key" 2>/dev/null || echo "$key")")
  if [ -e "$key" ]; then
    key_access "$key" >"$tree/exports/certificate-key.txt"
    entry certificate-key collected exports/certificate-key.txt
    more=", \"hasPrivateKey\": true, \"keyFile\": $(json "$key")"
  elif [ -x "$folder" ] && [ ! -L "$key" ]; then more=", \"hasPrivateKey\": false, \"keyFile\": $(json "$key")"
  else more=", \"keyFile\": $(json "$key")"; fi
  collected certificates "[{\"thumbprintSha1\": \"$sha1\", \"store\": $(json "$cert"), \"derHex\": \"$der\", \"bound\": true$more}]"
}

version() {
  told "version"
  # Each in a shell of its own: os-release is meant to be read so, and its names stay there.
  product=$( (. /etc/os-release && printf '%s' "${PRETTY_NAME:-}") 2>/dev/null)
  number=$( (. /etc/os-release && printf '%s' "${VERSION_ID:-}") 2>/dev/null)
  value="\"product\": $(json "${product:-$(uname -sr)}")"
  [ -z "$number" ] || value="$value, \"version\": $(json "$number")"
  boot=$(booted_s)
  [ -z "$boot" ] || value="$value, \"bootedAtMs\": ${boot}000"
  [ ! -e /run/reboot-required ] || value="$value, \"pendingReboot\": true"
  collected version "{$value}"
}

memory() {
  told "memory"
  [ -r /proc/meminfo ] || { failed memory '/proc/meminfo is not readable'; return; }
  collected memory "$(awk '
    BEGIN { name["MemTotal:"] = "totalBytes"; name["MemAvailable:"] = "availableBytes"
      name["Committed_AS:"] = "committedBytes"; name["CommitLimit:"] = "commitLimitBytes"; printf "{" }
    $1 in name { printf "%s\"%s\": %.0f", (n++ ? ", " : ""), name[$1], $2 * 1024 }
    END { printf "}" }' /proc/meminfo)"
}

clock() {
  told "time"
  value="\"collectorNowMs\": $(date +%s)000"
  if has chronyc && chronyc -n tracking >"$work/chrony" 2>/dev/null; then
    more=$(awk -F ' : ' '
      /^Reference ID/ { if (match($2, /\(.*\)/)) { s = substr($2, RSTART + 1, RLENGTH - 2); gsub(/["\\]/, "", s); if (s != "") printf ", \"source\": \"%s\"", s } }
      /^Stratum/ { printf ", \"stratum\": %d", $2 }
      /^System time/ { split($2, part, " "); printf ", \"offsetMs\": %.6f", part[1] * 1000 * (part[3] == "slow" ? -1 : 1) }' "$work/chrony")
    value="$value$more"
  elif has timedatectl; then
    source=$(timedatectl show-timesync -p ServerName --value 2>/dev/null)
    [ -z "$source" ] || value="$value, \"source\": $(json "$source")"
  fi
  collected time "{$value}"
}

sessions() {
  told "sessions"
  limits=''
  for name in MaxSessions KillDisconnected DisconnectedTimeLimit IdleTimeLimit; do
    number=$(ini "$etc/sesman.ini" Sessions "$name")
    case $number in [Tt]rue | [Yy]es) number=1 ;; [Ff]alse | [Nn]o) number=0 ;; esac
    case $number in '' | *[!0-9]* | ??????????*) continue ;; esac
    [ -z "$limits" ] || limits="$limits, "
    # A leading zero is no number of JSON.
    limits="$limits\"$name\": $(printf '%s' "$number" | sed 's/^0*\(.\)/\1/')"
  done
  has loginctl || { failed sessions 'loginctl is not installed'; return; }
  loginctl list-sessions --no-legend --no-pager >"$work/sessions" 2>"$work/said" || {
    failed sessions "loginctl: $(head -n 1 "$work/said")"
    return
  }
  list=''
  while read -r id rest; do
    number=$(printf '%s' "$id" | tr -cd '0-9')
    [ -n "$number" ] || continue
    shown=$(loginctl show-session "$id" -p Name -p State -p RemoteHost -p Service 2>/dev/null </dev/null) || continue
    of() { printf '%s\n' "$shown" | sed -n "s/^$1=//p"; }
    [ -z "$list" ] || list="$list, "
    list="$list{\"id\": $number, \"name\": $(json "$id $(of Service)"), \"user\": $(json "$(of Name)"), \"state\": $(json "$(of State)")"
    [ -z "$(of RemoteHost)" ] || list="$list, \"clientAddress\": $(json "$(of RemoteHost)")"
    list="$list}"
  done <"$work/sessions"
  collected sessions "{\"sessions\": [$list], \"limits\": {$limits}}"
}

packages() {
  told "packages"
  file=$tree/exports/packages.txt
  if has dpkg-query; then dpkg-query -W 'xrdp*' 'xorgxrdp*' 'xserver-xorg-core' '*module-xrdp*' 'libssl3*' 'openssl' 2>/dev/null | awk -F "$tab" '$2 != ""' >"$file"
  elif has rpm; then rpm -qa 'xrdp*' 'xorgxrdp*' 'xorg-x11-server*' 'openssl*' >"$file" 2>/dev/null
  else : >"$file"; fi
  if [ -s "$file" ]; then entry packages collected exports/packages.txt
  else rm -f "$file"; entry packages failed 'neither dpkg-query nor rpm names a package of xrdp'; fi
}

firewall() {
  told "firewall"
  file=$tree/exports/firewall.txt
  if has nft && nft list ruleset >"$file" 2>"$work/said" && [ -s "$file" ]; then entry firewall-rules collected exports/firewall.txt
  elif has iptables-save && iptables-save >"$file" 2>"$work/said" && [ -s "$file" ]; then entry firewall-rules collected exports/firewall.txt
  else
    rm -f "$file"
    said=$(head -n 1 "$work/said" 2>/dev/null)
    entry firewall-rules failed "${said:-no rules are readable with nft or iptables-save}"
  fi
}

# The last bytes of a log, from the beginning of a line.
end_of() {
  if [ "$(wc -c <"$1")" -gt "$most_log_bytes" ]; then tail -c "$most_log_bytes" "$1" | sed 1d; else cat "$1"; fi
}

logs() {
  for name in xrdp xrdp-sesman; do
    told "log of $name"
    settings_file=$etc/${name#xrdp-}.ini
    path=$(ini "$settings_file" Logging LogFile)
    path=${path:-/var/log/$name.log}
    case $path in /*) ;; *) path=/var/log/$path ;; esac
    found=0
    reason="$path does not exist"
    for file in "$path" "$path".[0-9] "$path".[0-9].gz; do
      [ -f "$file" ] || continue
      if [ ! -r "$file" ]; then reason="$file cannot be read by $(id -un)"; continue; fi
      # The newest is taken in any case; older ones that were written within the days.
      [ "$file" = "$path" ] || [ -n "$(find "$file" -prune -mtime "-$days" 2>/dev/null)" ] || continue
      suffix=${file#"$path"}
      case $suffix in
        *.gz) gzip -dc "$file" >"$work/old" 2>/dev/null || continue; end_of "$work/old" >"$tree/logs/$name.log${suffix%.gz}"; rm -f "$work/old" ;;
        *) end_of "$file" >"$tree/logs/$name.log$suffix" ;;
      esac
      found=1
    done
    if [ "$found" = 1 ]; then entry "log-$name" collected "logs/$name.log"; else entry "log-$name" failed "$reason"; fi
  done
  told "journal"
  has journalctl || { entry journal failed 'journalctl is not installed'; return; }
  journalctl --no-pager -q -o json --since "$days days ago" -u xrdp -u xrdp-sesman >"$work/journal" 2>"$work/said" || {
    said=$(head -n 1 "$work/said")
    entry journal failed "${said:-journalctl failed}"
    return
  }
  if [ -s "$work/journal" ]; then end_of "$work/journal" >"$tree/logs/journal.json"; entry journal collected logs/journal.json
  else
    said=$(head -n 1 "$work/said")
    entry journal failed "${said:-the journal holds no entry of xrdp in $days days}"
  fi
}

elevated=false
[ "$(id -u)" != 0 ] || elevated=true
settings
services
port_owner
certificates
version
memory
clock
sessions
packages
firewall
logs

{
  printf '{\n  "schema": "rdpulse.collect/1",\n  "collector": "collect-xrdp 1",\n  "platform": "linux",\n'
  printf '  "host": %s,\n  "collectedAt": "%s",\n  "isElevated": %s,\n  "days": %d,\n  "sections": [\n' \
    "$(json "$host")" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$elevated" "$days"
  cat "$entries"
  printf '\n  ]\n}\n'
} >"$tree/manifest.json"

told "archive"
(cd "$tree" && tar -cf "$work/archive.tar" manifest.json sections exports logs) || fail 'tar failed'
gzip -n "$work/archive.tar" || fail 'gzip failed'
if [ "$to_stdout" = 1 ]; then cat "$work/archive.tar.gz" || fail 'the archive cannot be written'
else
  # Between the look above and here nobody may have put a file or link there.
  (set -C && cat "$work/archive.tar.gz" >"$out") 2>/dev/null || fail "$out cannot be written"
  echo "$out"
fi
