# shellcheck shell=bash
# What the commands of this folder need on the machine, and how it gets there. To be sourced: `setup demo`.
#
# Nothing is installed without being named first. When everything is there, neither apt-get nor rustup is called, and
# no network is needed.

# ---------------------------------------------------------------------------------------------------------------------
# The packages of each command: name, a test that what it brings is there (however it came), what it is for.

needs_of_demo() {
    need build-essential 'has cc c++ make' 'compiles and links'
    need pkg-config 'has pkg-config' 'finds GDAL'
    need libgdal-dev 'pkg-config --atleast-version=3.6 gdal' 'reads and writes map files (GDAL 3.6 or newer)'
    need cmake 'has cmake' 'builds PROJ'
    need sqlite3 'has sqlite3' 'builds the database of PROJ'
    need libsqlite3-dev 'pkg-config --exists sqlite3' 'reads the database of PROJ, keeps a cadastre in a file'
    need libpq-dev 'pkg-config --exists libpq' 'keeps a cadastre in PostgreSQL'
    need npm 'has npm || viewer_is_ready' 'fetches the map viewer'
    need ca-certificates 'has_certificates' 'lets cargo trust the servers crates come from'
}

needs_of_test() {
    needs_of_demo
    need postgresql 'has_postgresql' 'the tests start a server of their own'
    need postgresql-postgis 'has_postgis' 'with PostGIS in it'
    need nodejs 'has node' 'steers the browser'
    need chromium 'has chromium' 'looks at the map page'
}

needs_of_ci() {
    needs_of_test
    need shellcheck 'has shellcheck' 'checks these scripts'
    need python3-venv 'python3 -c "import ensurepip, venv"' 'brings in the spelling checker'
}

# Where Rust comes from when neither the machine nor its distribution has it: the official installer, taken from the
# server the toolchain itself comes from.
rustup_installer=https://static.rust-lang.org/rustup/rustup-init.sh

# ---------------------------------------------------------------------------------------------------------------------

# Makes the machine ready for a command of this folder, or says what is missing and stops.
setup() {
    local command=$1
    use_own_cargo
    look_around "$command"
    if [ "${#missing[@]}" -eq 0 ] && rust_is_ready; then
        fetch_viewer
        return
    fi
    announce
    install_packages
    rust_is_ready || install_rust
    look_around "$command"
    [ "${#missing[@]}" -eq 0 ] || stop_unfinished
    fetch_viewer
}

# Notes what a command needs and the machine has not, in $missing, with the reasons in $reasons.
look_around() {
    missing=()
    reasons=()
    "needs_of_$1"
    if ! rust_is_ready && ! has rustup; then
        need curl 'has curl' 'fetches the installer of Rust'
    fi
}

need() {
    local package=$1 probe=$2 reason=$3
    if ! eval "$probe" >/dev/null 2>&1; then
        missing+=("$package")
        reasons+=("$reason")
    fi
}

has() {
    local program
    for program; do
        command -v "$program" >/dev/null 2>&1 || return 1
    done
}

# The programs of a server stand beside the search path on Debian.
has_postgresql() {
    ls /usr/lib/postgresql/*/bin/initdb || has initdb
}

has_postgis() {
    ls /usr/share/postgresql/*/extension/postgis.control || ls "$(pg_config --sharedir)/extension/postgis.control"
}

has_certificates() {
    [ -n "${SSL_CERT_FILE:-}" ] || [ -e /etc/ssl/certs/ca-certificates.crt ] ||
        [ -e /etc/pki/tls/certs/ca-bundle.crt ] || [ -e /etc/ssl/cert.pem ]
}

announce() {
    echo "thuadat needs what this machine does not have yet. To be installed:"
    echo
    local i
    for i in "${!missing[@]}"; do
        printf '    %-16s %s\n' "${missing[i]}" "${reasons[i]}"
    done
    if ! rust_is_ready; then
        printf '    %-16s %s\n' "Rust $(pinned_rust)" "into $(rust_home), through rustup: $(rustup_source)"
    fi
    echo
}

# ---------------------------------------------------------------------------------------------------------------------
# Packages

install_packages() {
    [ "${#missing[@]}" -gt 0 ] || rust_may_come_by_apt || return 0
    if [ "${#missing[@]}" -gt 0 ]; then
        has apt-get || stop_without_apt
        may_install || stop_without_rights
    fi
    as_root apt-get update || stop "apt-get update failed; the reason stands above"
    if rust_may_come_by_apt && apt-cache policy rustup | grep 'Candidate: [0-9]' >/dev/null; then
        missing+=(rustup)
    fi
    [ "${#missing[@]}" -gt 0 ] || return 0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" ||
        stop "apt-get could not install ${missing[*]}; the reason stands above"
}

may_install() {
    [ "$(id -u)" -eq 0 ] || { has sudo && sudo -n true 2>/dev/null; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

stop_without_apt() {
    stop "this machine has no apt-get; install what these Debian packages bring, then start again: ${missing[*]}"
}

stop_without_rights() {
    echo "This user cannot install packages. Please have this run, then start again:" >&2
    echo >&2
    echo "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}" >&2
    echo >&2
    stop "missing packages: ${missing[*]}"
}

stop_unfinished() {
    if ! pkg-config --atleast-version=3.6 gdal; then
        echo "GDAL $(pkg-config --modversion gdal) is too old: Debian 12, Ubuntu 24.04 and later have 3.6 or newer." >&2
    fi
    stop "still missing after the installation: ${missing[*]}"
}

stop() {
    echo "error: $1" >&2
    exit 1
}

# ---------------------------------------------------------------------------------------------------------------------
# The map viewer and its font: from npm, exactly as web/package-lock.json has them, and built into the program by cargo.

fetch_viewer() {
    viewer_is_ready && return
    echo "Fetching the map viewer into web/node_modules with npm"
    npm ci --prefix web --ignore-scripts --no-audit --no-fund --silent ||
        stop "npm could not fetch the map viewer; the reason stands above"
    cp web/package-lock.json web/node_modules/.fetched
}

viewer_is_ready() {
    cmp --silent web/package-lock.json web/node_modules/.fetched
}

# ---------------------------------------------------------------------------------------------------------------------
# Rust

# The toolchain of rust-toolchain.toml under rustup, or else any rustc that is new enough.
rust_is_ready() {
    has cargo rustc || return 1
    if has rustup && [ -z "${RUSTUP_TOOLCHAIN:-}" ]; then
        rustup toolchain list | grep "^$(pinned_rust)\b" >/dev/null
    else
        at_least "$(pinned_rust)" "$(rustc --version | cut -d ' ' -f 2)"
    fi
}

pinned_rust() {
    sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml
}

at_least() {
    printf '%s\n' "$1" "${2%%-*}" | sort --version-sort --check=quiet
}

# Cargo as rustup installs it for one user, even where the shell does not know of it yet.
use_own_cargo() {
    local bin=${CARGO_HOME:-$HOME/.cargo}/bin
    if [ -x "$bin/cargo" ]; then
        case ":$PATH:" in
        *":$bin:"*) ;;
        *) export PATH="$bin:$PATH" ;;
        esac
    fi
}

rust_home() {
    echo "${RUSTUP_HOME:-$HOME/.rustup}"
}

rustup_source() {
    if has rustup; then
        echo "installed already"
    elif rust_may_come_by_apt; then
        echo "the distribution's package where it has one, else $rustup_installer"
    else
        echo "$rustup_installer"
    fi
}

# The distribution's rustup would push the distribution's own rustc out: not without being asked.
rust_may_come_by_apt() {
    ! rust_is_ready && ! has rustup && ! has rustc && has apt-get && may_install
}

install_rust() {
    if ! has rustup; then
        curl --proto '=https' --tlsv1.2 --silent --show-error --fail "$rustup_installer" |
            sh -s -- -y --quiet --profile minimal --default-toolchain none --no-modify-path ||
            stop "the installer of Rust failed; the reason stands above"
        use_own_cargo
    fi
    # rustup installs what rust-toolchain.toml names when it is first used.
    RUSTUP_AUTO_INSTALL=1 cargo --version || stop "rustup could not install Rust $(pinned_rust); the reason stands above"
}
