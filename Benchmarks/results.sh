#!/bin/sh
# Trains what a list names, several seeds side by side, and prints the results as a table in Markdown.
#
#   Benchmarks/results.sh [LIST [FOLDER]]
#
# A line of the list: ENVIRONMENT ALGORITHM SEEDS STEPS [further options of apus train]; # begins a remark.
# The runs go to FOLDER (results). What is there already is gone on with, and what is finished stays, so the
# script may be stopped and called again. APUS names the program, JOBS how many runs are trained at a time.
set -u
list=${1:-$(dirname "$0")/results.txt}
folder=${2:-results}
apus=${APUS:-.build/release/apus}
jobs=${JOBS:+--jobs $JOBS}
[ -r "$list" ] || { echo "there is no list '$list'" >&2; exit 1; }
status=0
while read -r environment algorithm seeds steps options; do
  case $environment in ''|'#'*) continue ;; esac
  runs=$folder/$environment-$algorithm-s
  states=$("$apus" runs list "$folder" --json 2>/dev/null | grep -F "\"run\":\"$runs")
  if [ -z "$states" ]; then
    # shellcheck disable=SC2086  # several words each
    "$apus" train "$environment" --agent "$algorithm" --seeds "$seeds" --steps "$steps" \
      --run "$folder" $jobs $options </dev/null >&2
  elif echo "$states" | grep -vq '"state":"finished"'; then
    # shellcheck disable=SC2086
    "$apus" train --resume "$runs*" $jobs </dev/null >&2
  fi
  code=$?
  [ $code -ge 128 ] && exit $code
  [ $code -eq 0 ] || status=1
done <"$list"
"$apus" runs list "$folder" --markdown || status=1
exit $status
