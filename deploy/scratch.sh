# shellcheck shell=bash
# A scratch folder that takes with it whatever runs in it. Sourced by test, bench and soak.

# Sets $scratch, and clears it away however the script ends.
make_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/linli-$1-XXXXXX")
    # As root, PostgreSQL runs as another account, which must get through.
    chmod 711 "$scratch"
    trap leave_nothing_running EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

processes_in_scratch() {
    local place
    for place in /proc/[0-9]*/cwd; do
        if [[ $(readlink "$place" 2>/dev/null) == "$scratch"/* ]]; then
            place=${place#/proc/}
            echo "${place%/cwd}"
        fi
    done
}

# Who was killed leaves its cluster running: PostgreSQL works in its data folder.
leave_nothing_running() {
    local pid file
    # One thing that is gone already must not keep the rest from being cleared away.
    set +e
    while read -r file; do
        sed -n 5p "$file" 2>/dev/null | grep -E '/linli-[^/]*$' | xargs -r rm -rf
    done < <(find "$scratch" -name postmaster.pid 2>/dev/null)
    for pid in $(processes_in_scratch); do kill -QUIT "$pid" 2>/dev/null; done
    for _ in {1..50}; do
        [[ -n $(processes_in_scratch) ]] || break
        sleep 0.1
    done
    for pid in $(processes_in_scratch); do kill -KILL "$pid" 2>/dev/null; done
    # The small disks that tests fill.
    awk -v below="$scratch/" 'index($2, below) == 1 {print $2}' /proc/mounts | xargs -r umount
    rm -rf "$scratch"
}
