#!/bin/sh
# Undo install.sh; the folder itself and the user's settings stay.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
rm -f "$HOME/.local/bin/darkviewer" "$data/applications/darkviewer.desktop" \
    "$data/icons/hicolor/scalable/apps/darkviewer.svg" \
    "$data/icons/hicolor/256x256/apps/darkviewer.png"
if command -v update-desktop-database >/dev/null 2>&1; then
    update-desktop-database -q "$data/applications"
fi
echo "Darkviewer is no longer in the menu."
