# Both calls make users, and there is no key that would make them repeatable: after a broken
# connection look in the directory whether the users came, before you run this again.
settle() {
    lanes=1
    tenant=${IDPORT_TENANT-} secret=${IDPORT_SECRET-} email=${IDPORT_EMAIL-}
    unset IDPORT_SECRET
    [ -n "$go" ] || return 0
    case $tenant in
        '' | *[!A-Za-z0-9-]*) say 'IDPORT_TENANT must be the id of the App ID instance'; return 1 ;;
    esac
    [ -n "$secret" ] || { say 'IDPORT_SECRET must be the secret of the export'; return 1; }
    if [ -e "$folder/users.json" ] && [ -z "$email" ]; then
        say 'IDPORT_EMAIL must be the address that is told when the bulk import has ended'
        return 1
    fi
}

wanted() {
    :
}

# The secret for an address: every byte as %XX.
encoded() {
    printf '%s' "$secret" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}

send() {
    directory=$url/management/v4/$tenant/cloud_directory
    case $1 in
        users.json)
            # curl reads the secret from a file, so that no argument shows it.
            printf '%s' "$secret" >"$state/secret"
            call "$1" import busy "$directory/import/all" --form "file=@\"$2\";type=application/json" \
                --form "encryptionSecret=<$state/secret" --form "emailAddress=$email" || { rm -f "$state/secret"; return 1; }
            rm -f "$state/secret"
            say "$1: the import goes on in the background; ask import/status?id=$(member id)"
            ;;
        *)
            call "$1" import busy "$directory/import?encryption_secret=$(encoded)" --request POST \
                --header 'Content-Type: application/json' --data-binary "@$2" || return 1
            ! has_failed failed || doubt "$1"
            ;;
    esac
}
