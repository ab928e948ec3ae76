#!/bin/sh
# Sends what idport @VERSION@ wrote for @FORMAT@. idport itself connects to nothing: read this, then run it.
#
#   sh THIS             looks at the files, says what it would send, and sends nothing
#   sh THIS --go        sends; after an interruption the same again: finished parts are skipped
#   DRY_RUN=1 …         sends nothing, whatever else is said
#
# Variables:
#
#   IDPORT_TOKEN        the access token. It reaches curl through a pipe: neither arguments nor
#                       environment of another process show it
#   IDPORT_URL          the address that the paths below stand behind, https://…
@VARIABLES@
#   IDPORT_FOLDER       where the parts are, if not where idport put them
#   IDPORT_STATE        where finished parts and answers are kept; both are private
#   IDPORT_LANES        how many parts are sent at the same time (@LANES@)
#   IDPORT_TRIES        how often a part is tried again (6)
#   IDPORT_PAUSE        seconds before the second try, doubled before each further one (2)
#
# This is plain POSIX sh, so that it runs wherever curl is. Such a shell has no pipefail, so nothing
# rests on the first command of a pipeline, and lanes are told to stop through a file.
set -eu
umask 077

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "$0: $*"
    exit 2
}

# Stops all lanes after the parts that they are at.
halt() {
    say "stopped: $*"
    : >"$state/stopped"
}

# What `sha256sum`, `shasum` or `b3sum` says of a file, if the program is there.
digest_of() {
    case $algorithm in
        sha256) digest_with sha256sum "$1" || digest_with shasum -a 256 "$1" ;;
        blake3) digest_with b3sum "$1" ;;
    esac || :
}

digest_with() {
    command -v "$1" >/dev/null 2>&1 || return 1
    line=$("$@") && printf '%s' "${line%% *}"
}

# check NAME SIZE DIGEST: is the file what idport wrote?
check() {
    [ -f "$folder/$1" ] || { halt "$1 is not in $folder"; return 1; }
    size=$(wc -c <"$folder/$1")
    [ "$((size))" -eq "$2" ] || { halt "$1 has another size than when it was written"; return 1; }
    found=$(digest_of "$folder/$1")
    if [ "$3" != - ] && [ -n "$found" ] && [ "$found" != "$3" ]; then
        halt "$1 is not what idport wrote: its digest differs"
        return 1
    fi
}

# call NAME WHAT AGAIN ADDRESS CURL-OPTION…: one call about a part. The answer goes to $answer. AGAIN
# says what is tried again: `all` for calls that may be repeated, `busy` for those that may not,
# unless the server says that it did nothing (429).
call() {
    name=$1 what=$2 again=$3 address=$4
    shift 4
    answer=$state/answers/$name.$what
    attempt=0
    while [ ! -e "$state/stopped" ]; do
        status=$(printf 'header = "Authorization: Bearer %s"\nurl = "%s"\n' "$token" "$address" |
            curl --disable --config - --silent --show-error --connect-timeout 30 --max-time 900 \
                --output "$answer" --dump-header "$answer.head" --write-out '%{http_code}' "$@" \
                2>"$answer.error") || status=000
        case $again:$status in
            *:2??) return 0 ;;
            *:429 | all:5?? | all:000)
                attempt=$((attempt + 1))
                if [ "$attempt" -gt "$tries" ]; then
                    halt "$name: $what: still HTTP $status after $tries more tries"
                else
                    sleep "$(pause "$answer.head" "$attempt")"
                fi
                ;;
            *) halt "$name: $what: HTTP $status; the answer is in $answer" ;;
        esac
    done
    return 1
}

# pause HEAD ATTEMPT: what the server asks for, or twice as long as before; at most 300 seconds.
pause() {
    asked=$(sed -n 's/^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *\([0-9]\{1,6\}\)[^0-9]*$/\1/p' "$1" 2>/dev/null) || asked=
    seconds=${asked:-$((first_pause * (1 << ($2 - 1))))}
    [ "$seconds" -le 300 ] || seconds=300
    printf '%s' "$seconds"
}

# The first text that a member of an answer has.
member() {
    tr '{},' '[\n*]' <"$answer" | sed -n 's/^[[:space:]]*"'"$1"'"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' | head -n 1
}

# Are there failures in an answer, counted by a member?
has_failed() {
    grep -Eq '"'"$1"'"[[:space:]]*:[[:space:]]*[1-9]' "$answer"
}

# The part is sent, but its answer tells of failures.
doubt() {
    say "$1: sent, but not all of it was taken; read $answer"
    : >"$state/doubtful/$1"
}

# ---- what is particular to @FORMAT@ ----

@PARTICULAR@
# ---- the parts, in order ----

# lane STEP LANE: sends every so manieth part of a step.
lane() {
    turn=0
    while read -r step part length digest; do
        [ "$step" = "$1" ] || continue
        turn=$((turn % lanes + 1))
        if [ "$turn" != "$2" ] || [ -e "$state/done/$part" ] || ! wanted "$part"; then
            continue
        fi
        [ ! -e "$state/stopped" ] || return 0
        check "$part" "$length" "$digest" || return 0
        [ -n "$go" ] || { say "would send $part ($length bytes)"; continue; }
        send "$part" "$folder/$part" || return 0
        : >"$state/done/$part"
        say "sent $part"
    done <"$state/parts"
}

# Lets the requests that are under way end.
interrupted() {
    : >"$state/stopped"
    wait
    exit 130
}

leave() {
    rm -f "$state/stopped"
    rmdir "$state/lock"
}

main() {
    go=
    case ${1-} in
        --go) go=yes ;;
        '') ;;
        *) die 'say --go, or nothing' ;;
    esac
    [ "${DRY_RUN-}" != 1 ] || go=
    here=$(dirname "$0")
    algorithm=@ALGORITHM@
    folder=${IDPORT_FOLDER:-@FOLDER@}
    state=${IDPORT_STATE:-$folder.upload}
    lanes=${IDPORT_LANES:-@LANES@}
    tries=${IDPORT_TRIES:-6}
    first_pause=${IDPORT_PAUSE:-2}
    url=${IDPORT_URL-} token=${IDPORT_TOKEN-}
    unset IDPORT_TOKEN
    if [ -n "$go" ]; then
        command -v curl >/dev/null 2>&1 || die 'there is no curl'
        case $url in
            https://?* | http://127.0.0.1:* | http://localhost:*) url=${url%/} ;;
            *) die 'IDPORT_URL must be an address that starts with https://' ;;
        esac
        case $token in
            '') die 'IDPORT_TOKEN must hold the access token' ;;
            *[!A-Za-z0-9._~+/=-]*) die 'IDPORT_TOKEN holds something that no access token has' ;;
        esac
    fi
    mkdir -p "$state/done" "$state/doubtful" "$state/answers"
    mkdir "$state/lock" 2>/dev/null ||
        die "$state/lock is there: another upload runs, or was killed; then remove it"
    trap leave EXIT
    trap interrupted INT TERM HUP
    rm -f "$state/stopped"
    parts >"$state/parts.new"
    if [ -e "$state/parts" ] && ! cmp -s "$state/parts" "$state/parts.new"; then
        die "$state is of another run; give IDPORT_STATE, or remove it"
    fi
    mv "$state/parts.new" "$state/parts"
    settle || exit 2
    for step in @STEPS@; do
        number=1
        while [ "$number" -le "$lanes" ]; do
            lane "$step" "$number" &
            number=$((number + 1))
        done
        wait
        [ ! -e "$state/stopped" ] || exit 1
    done
    [ -n "$go" ] || { say 'nothing was sent; --go sends'; return 0; }
    finished=$(find "$state/done" -type f | wc -l)
    doubtful=$(find "$state/doubtful" -type f | wc -l)
    say "$((finished)) of @COUNT@ parts are sent"
    [ "$doubtful" -eq 0 ] || { say "$((doubtful)) of them with failures; see $state/answers"; exit 1; }
}

# Step, name, bytes and digest of each part.
parts() {
    cat <<'PARTS'
@PARTS@
PARTS
}

main "$@"
