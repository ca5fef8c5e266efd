# shellcheck shell=bash
# What the house needs from the machine, and why. Sourced by run, test and bench.

# To build and to run:
#   git             SwiftPM fetches the Swift packages with it
#   pkg-config      tells SwiftPM where Debian keeps the headers of the libraries below
#   libpq-dev       the C client of PostgreSQL, under our own Swift client
#   libsodium-dev   SHA-256, HMAC, signatures and random numbers
#   libqrencode-dev the QR codes on printed bills
#   postgresql-15   the server; linli makes and runs a private cluster with it
# shellcheck disable=SC2034 # used by the scripts that source this one
run_packages=(git pkg-config libpq-dev libsodium-dev libqrencode-dev postgresql-15)

# To test, besides:
#   chromium        opens the pages as a resident's phone does
#   fonts-noto-cjk  or every Chinese character on them is an empty box
#   python3-venv    for pytest, Playwright, schemathesis, which come from PyPI into .build
# shellcheck disable=SC2034
test_packages=(chromium fonts-noto-cjk python3-venv)

# To measure, besides:
#   wrk             asks over HTTP as fast as it can; pgbench comes with postgresql-15
# shellcheck disable=SC2034
bench_packages=(wrk)

# To probe, besides:
#   slowhttptest    thousands of connections that dawdle
#   sqlmap          tries to write SQL into every parameter
# shellcheck disable=SC2034
probe_packages=(slowhttptest sqlmap)

# The oldest Swift that the package manifest is written for.
swift_major=6
swift_minor=1

# Says what is wrong, in Chinese and in English, as the last thing printed, and ends.
fail() {
    printf '\n%s\n%s\n' "$1" "$2" >&2
    exit 1
}

require_swift() {
    local version major minor
    command -v swift >/dev/null || fail \
        "没有找到 Swift 工具链。请先安装 Swift ${swift_major}.${swift_minor} 或更高版本：https://www.swift.org/install/linux/" \
        "No Swift toolchain found. Install Swift ${swift_major}.${swift_minor} or later first."
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p')
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%.*}
    if [[ -z $version ]] || ((major < swift_major || (major == swift_major && minor < swift_minor)))
    then
        fail \
            "Swift ${version:-（版本不明）} 太旧，需要 ${swift_major}.${swift_minor} 或更高版本：https://www.swift.org/install/linux/" \
            "Swift ${version:-of unknown version} is too old: ${swift_major}.${swift_minor} or later is needed."
    fi
}

is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Installs what is missing among the named packages; without root, says how.
require_packages() {
    local name missing=()
    if ! command -v dpkg-query >/dev/null; then
        echo "这不是 Debian：请自行确认已安装与下列软件包相当的软件。" \
            "Not Debian: see to it that the likes of these are installed: $*" >&2
        return
    fi
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    ((EUID == 0)) || fail \
        "还缺少软件包。请执行：sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" \
        "Packages are missing: run the line above, then this command again."
    echo "正在安装软件包 Installing Debian packages (deploy/packages.sh says why): ${missing[*]}"
    keep_main_cluster_away
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# Debian would make and start a cluster "main" with the package, which nobody here uses. A machine
# that has PostgreSQL already keeps its habits.
keep_main_cluster_away() {
    local folder=/etc/postgresql-common/createcluster.d
    if is_installed postgresql-common; then return 0; fi
    mkdir -p "$folder"
    printf '%s\n' '# Written by linli: it makes a private cluster of its own.' \
        'create_main_cluster = false' >"$folder/linli.conf"
}
