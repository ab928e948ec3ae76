#!/bin/sh
# Does memory grow with the file, and time faster than it? benches/big.sh FOLDER [USERS...]
#
# Generates exports of 1,000,000 and 5,000,000 users (or as many as are given), converts and
# validates them, and prints time, peak memory, and what the last takes in terms of the first.
# Needs GNU time, and some three gigabytes for each million users. Build first: cargo build --release
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
idport=${CARGO_TARGET_DIR:-$here/target}/release/idport
folder=$1
shift
[ $# -gt 0 ] || set -- 1000000 5000000
mkdir -p "$folder"
figures=$folder/figures
: >"$figures"

# measure WHAT USERS COMMAND...: appends what it was, for how many users, seconds, and KiB.
measure() {
    what=$1 users=$2
    shift 2
    # 1 is for findings; anything else stops here.
    /usr/bin/time -q -f '%e %M' -o "$folder/time" "$@" >/dev/null 2>"$folder/errors" ||
        [ $? -eq 1 ] || { cat "$folder/errors" >&2; exit 2; }
    echo "$what $users $(tail -1 "$folder/time")" >>"$figures"
}

for users in "$@"; do
    input=$folder/$users.json
    measure generate "$users" "$idport" generate appid-directory --users "$users" --seed 1 -o "$input" --force
    measure validate "$users" "$idport" validate "$input"
    measure cloudentity "$users" "$idport" convert "$input" --to cloudentity --tenant-id acme \
        --user-pool-id p --force -o "$folder/out/"
    rm -rf "$folder/out"
    measure stream "$users" "$idport" convert "$input" --to cloudentity --tenant-id acme \
        --user-pool-id p --layout jsonl -o -
    measure oracle "$users" "$idport" convert "$input" --to oracle --force -o "$folder/out/"
    rm -rf "$folder/out" "$input"
done

awk '
    !($1 in first) { order[++count] = $1; first[$1] = $0 }
    { last[$1] = $0; printf "%-12s %9d users %9.1f s %9.1f MiB\n", $1, $2, $3, $4 / 1024 }
    END {
        print "\nthe last in terms of the first"
        for (at = 1; at <= count; at++) {
            split(first[order[at]], a); split(last[order[at]], b)
            printf "%-12s users %.1f  time %.1f  memory %.2f\n", a[1], b[2] / a[2], b[3] / a[3], b[4] / a[4]
        }
    }' "$figures"
