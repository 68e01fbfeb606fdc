#!/bin/sh
# sweep.sh [--when-closed] FOLDER : ends everything that one lab started and removes its folder.
# The only place that knows how: called on close, on exit, by the watchdog (--when-closed waits until its stdin closes,
# which happens even when the lab's process is killed with SIGKILL), and by the next lab for what an older one left.
# FOLDER/registry holds one thing a line: "group PID STARTTIME", "netns NAME", "display NUMBER PID", "user NAME".
if [ "$1" = --when-closed ]; then
  shift
  trap '' INT TERM HUP
  while read -r _; do :; done
fi
folder=$1
case $folder in */rdpulse-lab-*) ;; *) exit 2 ;; esac
[ -d "$folder" ] && [ -O "$folder" ] || exit 0
id=${folder##*/}
registry=$folder/registry
[ -f "$registry" ] || : >"$registry"

# Whoever left its process group still carries the mark in its environment.
marked() {
  grep -lzx "RDPULSE_LAB=$id" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    [ "$pid" = $$ ] || echo "$pid"
  done
}
# Field 22 of stat, counted from behind the name, which may hold blanks: another start time is another process.
same() {
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  set -- "$2" ${stat##*) }
  shift
  [ "${20}" = "$started" ]
}
signal() {
  grep '^group ' "$registry" | while read -r _ group started; do
    same "$group" "$started" && kill "-$1" -- "-$group" 2>/dev/null
  done
  for pid in $(marked); do kill "-$1" "$pid" 2>/dev/null; done
}
if [ -n "$(marked)" ]; then
  signal CONT
  signal TERM
  n=0
  while [ $n -lt 25 ] && [ -n "$(marked)" ]; do sleep 0.02; n=$((n + 1)); done
  n=0
  while [ $n -lt 50 ]; do
    signal KILL
    [ -z "$(marked)" ] && break
    sleep 0.02
    n=$((n + 1))
  done
fi
# A killed faketime leaves its shared memory, named by its process.
grep '^group ' "$registry" | while read -r _ group _; do
  rm -f "/dev/shm/faketime_shm_$group" "/dev/shm/sem.faketime_sem_$group"
done
grep -v '^group ' "$registry" | while read -r kind what; do
  case $kind in
  netns)
    for pid in $(ip netns pids "$what" 2>/dev/null); do kill -KILL "$pid" 2>/dev/null; done
    ip netns del "$what" 2>/dev/null
    ;;
  display)
    # Only what still is of that X server: the number may already belong to another one.
    [ "$(tr -d ' ' 2>/dev/null <"/tmp/.X${what% *}-lock")" = "${what#* }" ] &&
      rm -f "/tmp/.X${what% *}-lock" "/tmp/.X11-unix/X${what% *}"
    ;;
  user)
    find /proc -maxdepth 1 -name "[0-9]*" -user "$what" -printf "%f\n" 2>/dev/null | xargs -r kill -KILL 2>/dev/null
    userdel -r "$what" 2>/dev/null
    ;;
  esac
done
rm -rf -- "$folder"
