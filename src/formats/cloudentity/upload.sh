# The guide prints /api/identity/system/{tenant}/configuration, the API specification since 2022-10
# and the vendor's own client the path below. Which one a tenant answers is for you to find out.
settle() {
    path=${IDPORT_PATH:-/api/identity/@TENANT@/configuration}
    case ${IDPORT_MODE-} in
        '') query= ;;
        ignore | fail | update) query="?mode=$IDPORT_MODE" ;;
        *) say 'IDPORT_MODE must be ignore, fail or update'; return 1 ;;
    esac
    case ${IDPORT_CONFIGURATION-} in
        send | skip) ;;
        *)
            if [ -n "$go" ] && [ -e "$folder/configuration.json" ]; then
                say 'configuration.json changes settings of the tenant: look at it, then say IDPORT_CONFIGURATION=send or skip'
                return 1
            fi
            ;;
    esac
}

wanted() {
    [ "$1" != configuration.json ] || [ "${IDPORT_CONFIGURATION-}" != skip ]
}

# The ids are in the file, so a call may be repeated. Success is 204, without an answer.
send() {
    call "$1" import all "$url$path$query" --request PUT \
        --header 'Content-Type: application/json' --data-binary "@$2"
}
