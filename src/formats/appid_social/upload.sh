# There is no key that would make the call repeatable: after a broken connection look whether the
# profiles came, before you run this again.
settle() {
    lanes=1
    tenant=${IDPORT_TENANT-}
    [ -n "$go" ] || return 0
    case $tenant in
        '' | *[!A-Za-z0-9-]*) say 'IDPORT_TENANT must be the id of the App ID instance'; return 1 ;;
    esac
}

wanted() {
    :
}

send() {
    call "$1" import busy "$url/management/v4/$tenant/users/import" --request POST \
        --header 'Content-Type: application/json' --data-binary "@$2" || return 1
    ! has_failed failed || doubt "$1"
}
