#!/bin/sh
# Runs fuzz targets one after the other: fuzz/run.sh FOLDER SECONDS TARGET...
#
# Build them first: cargo +nightly fuzz build --fuzz-dir fuzz. FOLDER takes corpus, findings and
# logs, and is best kept from run to run. Seeds and words come from the test data. The targets
# write files: TMPDIR should be in memory.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 seconds=$2
shift 2
built=${CARGO_TARGET_DIR:-$here/target}/x86_64-unknown-linux-gnu/release

# The names of members and headings of the files in a folder, as a dictionary.
words() {
    find "$1" -type f -exec cat {} + |
        grep -aoE '"[A-Za-z_.:]{2,40}" *[:=]|[A-Z][A-Za-z ]{2,40},' | tr -d '":,=' |
        sed 's/ *$//' | sort -u | head -400 | sed 's/.*/"&"/'
}

for target in "$@"; do
    case $target in
    directory | social) of="appid-$target" ;;
    csv) of=oracle ;;
    json) of=cloudentity ;;
    *) of=$target ;;
    esac
    mkdir -p "$folder/$target/seeds" "$folder/$target/corpus" "$folder/$target/findings"
    for seeds in "$here/../testdata/$of" "$here/seeds/$of"; do
        [ -d "$seeds" ] && find "$seeds" -type f -size -64k -exec cp {} "$folder/$target/seeds" \;
    done
    words "$folder/$target/seeds" >"$folder/$target/words"
    "$built/$target" "$folder/$target/corpus" "$folder/$target/seeds" \
        -dict="$folder/$target/words" -artifact_prefix="$folder/$target/findings/" \
        -max_total_time="$seconds" -max_len=6000 -timeout=60 -rss_limit_mb=3000 \
        -fork=1 -ignore_crashes=1 -print_final_stats=1 >"$folder/$target/log" 2>&1 || true
    echo "$target: $(grep -E '^#[0-9]+: cov' "$folder/$target/log" | tail -1)," \
        "$(find "$folder/$target/findings" -type f | wc -l) findings"
done
