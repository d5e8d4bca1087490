#!/bin/sh
# Make this folder's Darkviewer known to the desktop, for the current user only.
# Run it again after moving the folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin

mkdir -p "$bin" "$data/applications" \
    "$data/icons/hicolor/scalable/apps" "$data/icons/hicolor/256x256/apps"
ln -sfn "$here/darkviewer" "$bin/darkviewer"
cp "$here/darkviewer.svg" "$data/icons/hicolor/scalable/apps/"
cp "$here/darkviewer.png" "$data/icons/hicolor/256x256/apps/"
# A desktop entry escapes " ` $ and \ in a quoted path, and every backslash once more.
path=$(printf '%s' "$here/darkviewer" \
    | sed -e 's/\\/\\\\\\\\/g' -e 's/["`$]/\\\\&/g' -e 's/%/%%/g')
replacement=$(printf '"%s"' "$path" | sed 's/[\\&|]/\\&/g')
sed -e "s|^Exec=darkviewer|Exec=$replacement|" -e '/^TryExec=/d' \
    "$here/darkviewer.desktop" >"$data/applications/darkviewer.desktop"
if command -v update-desktop-database >/dev/null 2>&1; then
    update-desktop-database -q "$data/applications"
fi
echo "Darkviewer is in the menu; on the command line: $bin/darkviewer"
