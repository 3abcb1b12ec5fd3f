# Sourced by demo.sh and test.sh: installs what is missing from Debian's packages. Says what it installs, asks nothing.
weir_packages="g++ cmake ninja-build ccache mold pkg-config qt6-base-dev libsqlite3-dev libpq-dev libmariadb-dev libsimdjson-dev
nlohmann-json3-dev libcli11-dev libfmt-dev libxxhash-dev libhowardhinnant-date-dev libpcre2-dev libutf8proc-dev
libsodium-dev libzstd-dev zlib1g-dev libzip-dev libexpat1-dev tzdata ca-certificates qt6-tools-dev qt6-l10n-tools
qt6-translations-l10n fonts-wqy-microhei fonts-dejavu-core"

weir_install() {
    local missing="" package as_root
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "These Debian packages are needed; install them as root:$missing" >&2; exit 2; }
        as_root="sudo"
    fi
    echo "Installing:$missing"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
}

# weir_build FOLDER TYPE [cmake arguments]: configures and builds everything there.
weir_build() {
    local folder=$1 type=$2
    shift 2
    cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE="$type" "$@" >"$folder.configure.log" 2>&1 \
        || { cat "$folder.configure.log"; exit 1; }
    rm -f "$folder.configure.log"
}
