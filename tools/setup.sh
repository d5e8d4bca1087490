#!/bin/sh
# Make .venv with darkviewer in it, and install what Qt needs of a bare Debian.
# `setup.sh test` adds the test tools. Doing it again costs nothing. CONSTRAINTS names
# another file than constraints.txt for the versions to install; empty allows any.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
extra=${1:-}
constraints=${CONSTRAINTS-constraints.txt}
stamp=$venv/.set-up${extra:+-$extra}

# What the Qt libraries link against and a minimal Debian or Ubuntu lacks.
qt_packages="libegl1 libgl1 libopengl0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3
libfontconfig1 libglib2.0-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0
libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0
libxcb-xkb1"

say() { printf '%s\n' "$*" >&2; }

# Install Debian packages when we may; else print the exact command and fail.
install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "This system lacks libraries that Qt needs. Install the equivalents of:"
        say "  $*"
        return 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        say "System packages are missing and may not be installed from here. Run:"
        say "  sudo apt-get update && sudo apt-get install -y $*"
        return 1
    fi
    say "Installing system packages: $*"
    $as_root apt-get update -qq >/dev/null
    # shellcheck disable=SC2086  # an empty word must vanish
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
    for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c \
            'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    say "Darkviewer needs Python 3.11 or newer; none was found."
    say "Install one, or name it: make setup PYTHON=/path/to/python3"
    return 1
}

make_environment() {
    python=$(find_python)
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        rm -rf "$venv" # venv leaves a half-made folder when ensurepip is missing
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "python$version-venv"
        "$python" -m venv "$venv"
    fi
}

# Qt starts, and its X11 plugin finds every library it links against.
qt_works() {
    QT_QPA_PLATFORM=offscreen "$venv/bin/python" -c \
        'from PySide6.QtWidgets import QApplication; QApplication([])' 2>/dev/null || return 1
    plugin=$("$venv/bin/python" -c 'import os, PySide6
print(os.path.join(PySide6.__path__[0], "Qt/plugins/platforms/libqxcb.so"))')
    [ ! -e "$plugin" ] || ! ldd "$plugin" 2>/dev/null | grep -q "not found"
}

up_to_date() {
    [ -e "$stamp" ] && [ -x "$venv/bin/darkviewer" ] \
        && [ ! pyproject.toml -nt "$stamp" ] && [ ! constraints.txt -nt "$stamp" ]
}

if up_to_date; then
    exit 0
fi
[ -x "$venv/bin/python" ] || make_environment
say "Installing darkviewer${extra:+ with its $extra tools} into $venv ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    ${constraints:+--constraint "$constraints"} --editable ".${extra:+[$extra]}"
if [ "$(uname)" = Linux ] && ! qt_works; then
    # shellcheck disable=SC2086  # a list of words
    install_packages $qt_packages
    qt_works || { say "Qt still does not start; try: .venv/bin/python -c 'import PySide6.QtWidgets'"; exit 1; }
fi
touch "$stamp"
