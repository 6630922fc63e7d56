#!/bin/sh
# Trains what list.txt names and compares the policies with those that are here, byte by byte.
#
#   checkpoints/make.sh [--write] [NAME…]
#
# The runs go to FOLDER (.build/checkpoints). What is there already is gone on with, and what is finished stays, so
# the script may be stopped and called again. A policy whose SHA-256 is not the one in SHA256SUMS is named at the
# end, and the exit code is then 1. --write puts new policies, their cards and their sums here instead. APUS names
# the program; data sets are looked for in $APUS_DATA, and what needs one that is not there is left out.
set -u
here=$(cd "$(dirname "$0")" && pwd)
folder=${FOLDER:-.build/checkpoints}
apus=${APUS:-.build/release/apus}
write=0
[ "${1:-}" = --write ] && { write=1; shift; }
wanted=" $* "
mkdir -p "$folder" || exit 1
touch "$here/SHA256SUMS"
status=0 differing='' missing=''

# The interval of the score over the test: the mean's of normal returns, Wilson's of a share.
interval() {
  "$apus" evaluate "$1" --json | tr ',{}' '\n\n\n' | awk -F: '
    { gsub(/"/, "", $1); if (!($1 in v)) v[$1] = $2 }
    END {
      z = 1.959964
      if ("meanReturn" in v) {
        h = z * v["stdReturn"] / sqrt(v["episodes"])
        printf "mean return %.2f to %.2f", v["meanReturn"] - h, v["meanReturn"] + h
      } else if ("accuracy" in v) {
        p = v["accuracy"]; n = v["examples"]; d = 1 + z * z / n
        c = (p + z * z / (2 * n)) / d; h = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
        printf "accuracy %.2f %% to %.2f %%", 100 * (c - h), 100 * (c + h)
      } else printf "in the score"
    }'
}

card() {
  name=$1 command=$2 data=$3 limits=$4 sum=$5
  policy=$here/$name.safetensors
  task=$(echo "$command" | awk '{ print $2 }')
  if [ "$data" = - ]; then
    what=$("$apus" environments show "$task" | head -n 1)
    licence='none: the environment is this project'\''s own'
  else
    what=$("$apus" datasets show "$data" | head -n 1)
    licence=$("$apus" datasets show "$data" | sed -n 's/^Licence  *//p')
  fi
  cat <<END
# $name

$what

| | |
|---|---|
| made by | \`apus $command\` |
| score | $("$apus" evaluate "$policy" | head -n 1) |
| 95 % interval | $(interval "$policy"), over the test of one seed: \`apus evaluate checkpoints/$name.safetensors\` |
| SHA-256 | \`$sum\` |
| size | $(wc -c <"$policy" | tr -d ' ') bytes |
| licence of the data | $licence |
| limits | $limits |
END
}

while IFS='|' read -r name command data limits hand; do
  name=$(echo "$name" | tr -d ' ')
  case $name in ''|'#'*) continue ;; esac
  [ "$wanted" = "  " ] || case $wanted in *" $name "*) ;; *) continue ;; esac
  command=$(echo "$command" | sed 's/^ *//; s/ *$//') data=$(echo "$data" | tr -d ' ')
  limits=$(echo "$limits" | sed 's/^ *//; s/ *$//') hand=$(echo "${hand:-}" | tr -d ' ')
  if [ "$data" != - ] && [ -z "${APUS_DATA:-}" ]; then missing="$missing $name"; continue; fi
  run=$folder/$name
  state=$("$apus" runs list "$folder" --json 2>/dev/null | grep -F "\"run\":\"$run\"")
  if [ -z "$state" ]; then
    # shellcheck disable=SC2086  # several words
    "$apus" $command --run "$run" --quiet </dev/null || { status=1; continue; }
  elif echo "$state" | grep -vq '"state":"finished"'; then
    "$apus" train --resume "$run" --quiet </dev/null
    code=$?
    [ $code -ge 128 ] && exit $code
    [ $code -eq 0 ] || { status=1; continue; }
  fi
  sum=$(sha256sum "$run/policy.safetensors" | cut -d ' ' -f 1)
  old=$(sed -n "s/^\([0-9a-f]*\)  $name.safetensors\$/\1/p" "$here/SHA256SUMS")
  if [ $write -eq 1 ]; then
    cp "$run/policy.safetensors" "$here/$name.safetensors"
    if [ -n "$hand" ] && [ -e "$here/$name.md" ]; then
      sed "s/^| SHA-256 | .*/| SHA-256 | \`$sum\` |/" "$here/$name.md" >"$folder/card" \
        && mv "$folder/card" "$here/$name.md"
    else
      card "$name" "$command" "$data" "$limits" "$sum" >"$here/$name.md"
    fi
    { grep -v "  $name.safetensors\$" "$here/SHA256SUMS"; echo "$sum  $name.safetensors"; } \
      | LC_ALL=C sort -k 2 >"$folder/sums" && mv "$folder/sums" "$here/SHA256SUMS"
    echo "$name: written"
  elif [ "$sum" = "$old" ]; then
    echo "$name: the same bytes"
  else
    differing="$differing $name" status=1
  fi
done <"$here/list.txt"

if [ $write -eq 1 ]; then
  {
    sed '/^| checkpoint |/,$d' "$here/README.md"
    echo '| checkpoint | score | bytes |'
    echo '|---|---|---|'
    for file in "$here"/*.safetensors; do
      name=$(basename "$file" .safetensors)
      echo "| [$name]($name.md) | $(sed -n 's/^| score | \(.*\) |$/\1/p' "$here/$name.md") | $(wc -c <"$file" | tr -d ' ') |"
    done
  } >"$folder/index" && mv "$folder/index" "$here/README.md"
fi
for name in $missing; do echo "$name: left out, APUS_DATA is not set" >&2; done
for name in $differing; do echo "$name: other bytes than checkpoints/SHA256SUMS says" >&2; done
exit $status
