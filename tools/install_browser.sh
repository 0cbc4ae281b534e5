#!/usr/bin/env bash
# The browser tests drive Debian's Chromium. Installs it where it is missing and this may be done.
set -euo pipefail
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Chromium is missing: install it (Debian: apt-get install chromium); the browser tests need it." >&2
  exit 1
fi
echo "Installing Debian's Chromium for the browser tests ..." >&2
apt-get update -qq >&2
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >&2
