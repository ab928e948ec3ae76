# One import runs at a time, so parts follow each other. A domain allows 4 to 10 jobs a day.
settle() {
    lanes=1
    poll=${IDPORT_POLL:-15}
}

wanted() {
    :
}

# The application whose roles a file has, as JSON.
app_of() {
    case $1 in
@APPS@
        *) return 1 ;;
    esac
}

# The parameters of the job for a file that is in the storage of the domain.
job() {
    case $1 in
        Users*) type=UserImport ;;
        Groups*) type=GroupImport ;;
        *) type=AppRoleImport ;;
    esac
    more=
    [ "${IDPORT_REPLACE-}" != 1 ] || [ "$type" != UserImport ] ||
        more=',{"name":"replaceExistingMultiValuedValues","value":"true"}'
    [ "$type" != AppRoleImport ] || more=",{\"name\":\"appDisplayName\",\"value\":$(app_of "$1")}"
    printf '{"schemas":["urn:ietf:params:scim:schemas:oracle:idcs:JobSchedule"],"jobType":"%s","runNow":true,"parameters":[{"name":"fileLocation","value":"%s"},{"name":"fileType","value":"csv"}%s]}' \
        "$type" "$2" "$more"
}

# The file goes to the storage of the domain, a job imports it, and is waited for. Which words but
# `succeeded` the status of a job has is not documented: it has ended when it has an `endTime`.
send() {
    if [ ! -s "$state/answers/$1.schedule-id" ]; then
        call "$1" storage all "$url/storage/v1/Files" --form "fileName=$1" --form contentType=text/csv \
            --form isPublic=false --form "file=@\"$2\";type=text/csv" || return 1
        location=$(member fileName)
        case $location in
            '' | *[!A-Za-z0-9._/-]*) halt "$1: the storage does not say where the file is; see $answer"; return 1 ;;
        esac
        job "$1" "$location" >"$state/answers/$1.job"
        call "$1" schedule busy "$url/job/v1/JobSchedules" --request POST \
            --header 'Content-Type: application/scim+json' --data-binary "@$state/answers/$1.job" || return 1
        schedule=$(member id)
        case $schedule in
            '' | *[!A-Za-z0-9-]*) halt "$1: a job was started, but its id is not in $answer"; return 1 ;;
        esac
        printf '%s' "$schedule" >"$state/answers/$1.schedule-id"
    fi
    schedule=$(cat "$state/answers/$1.schedule-id")
    while call "$1" history all "$url/job/v1/JobHistories?filter=jobScheduleid%20eq%20%22$schedule%22"; do
        if grep -q '"endTime" *: *"' "$answer"; then
            grep -q '"status" *: *"succeeded"' "$answer" ||
                { halt "$1: the job did not succeed; see $answer"; return 1; }
            ! has_failed failureCount || doubt "$1"
            return 0
        fi
        sleep "$poll"
    done
    return 1
}
